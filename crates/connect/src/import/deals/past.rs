//! The history that a row tells.

use base::{Text, Time, Uuid};
use crm::deals::model::{Spot, Status};
use crm::deals::store::ChangeRow;

use super::super::catalog::Catalog;
use super::super::history::{Change, Mark, Past, What};
use super::super::row::Cells;
use super::super::values::Outcome;
use super::input::Input;
use super::places::Places;

/// Everything that a row says of the way of its deal.
pub struct Says<'a> {
    created_at: Option<Time>,
    places: &'a Places,
    outcome: Option<Outcome>,
    ended_at: Option<Time>,
    lost_reason: Option<Uuid>,
}

impl<'a> Says<'a> {
    pub fn new(input: &Input, places: &'a Places, lost_reason: Option<Uuid>) -> Self {
        Self {
            created_at: input.created_at,
            places,
            outcome: input.outcome,
            ended_at: input.ended_at,
            lost_reason,
        }
    }

    /// The past of a new deal.
    pub fn fresh(&self, cells: &mut Cells<'_>, now: Time) -> Past {
        let entered = &self.places.entered;
        let first_entry = entered.first().map(|(_, at)| *at);
        let begun = [self.created_at, first_entry, self.ended_at]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(now);
        if self.created_at.is_some_and(|created| begun < created) {
            cells.warnings.push(Text::fixed(
                "Известное событие раньше даты создания: создание перенесено на его дату",
                "Something happened before the creation: the creation was moved to its date",
            ));
        }
        // Where it began: the stage entered at that moment; one of unknown date if there is no other; the first.
        let at_once = entered
            .first()
            .filter(|(_, at)| *at == begun)
            .map(|(spot, _)| *spot);
        let open_stage = self
            .places
            .stage
            .filter(|spot| entered.is_empty() && (self.outcome.is_none() || !spot.kind.wins()));
        let start = at_once.or(open_stage).unwrap_or(self.places.first);
        let mut past = Past::new(start, begun, None, now);
        for (spot, at) in entered {
            past.add(Mark {
                at: *at,
                what: What::Entered(*spot),
                by: None,
                recorded_at: now,
            });
        }
        let last = past.summary().last_at;
        if self.outcome.is_some_and(|outcome| outcome != Outcome::Open)
            && self.ended_at.is_none()
            && last < now
        {
            let ended = matches!(past.summary().status, Status::Won | Status::Lost);
            if !ended {
                cells.warnings.push(Text::fixed(
                    "Дата закрытия неизвестна: взята последняя известная дата сделки",
                    "The closing date is not known: the last known date of the deal was taken",
                ));
            }
        }
        self.end(&mut past, self.ended_at.unwrap_or(last), last, now);
        past
    }

    /// Adds what the row says to a past that is known already; whether that changed anything.
    pub fn onto(&self, past: &mut Past, cells: &mut Cells<'_>, now: Time) -> bool {
        let was = past.clone();
        for (spot, at) in &self.places.entered {
            past.add(Mark {
                at: *at,
                what: What::Entered(*spot),
                by: None,
                recorded_at: now,
            });
        }
        let at = self.ended_at.unwrap_or(now);
        if self.ended_at.is_some() || self.ends_differently(past) {
            self.end(past, at, at, now);
        } else {
            self.stand(past, at, now);
        }
        // Last, since how far the creation may be moved depends on everything else.
        if let Some(created) = self.created_at {
            past.set_created(created, now);
        }
        let created = past.created_at();
        if created < was.created_at() && self.created_at.is_none_or(|given| created < given) {
            cells.warnings.push(Text::fixed(
                "Известное событие раньше даты создания: создание перенесено на его дату",
                "Something happened before the creation: the creation was moved to its date",
            ));
        }
        past.changes() != was.changes()
    }

    fn ends_differently(&self, past: &Past) -> bool {
        let status = past.summary().status;
        match self.outcome {
            Some(Outcome::Won) => status != Status::Won,
            Some(Outcome::Lost) => status != Status::Lost || self.lost_reason.is_some(),
            _ => false,
        }
    }

    /// The stage where the row says it stands, since `at` at the latest.
    fn stand(&self, past: &mut Past, at: Time, now: Time) {
        let Some(stage) = self.places.stage else {
            // Open again, without saying where: where it was before it ended.
            if self.outcome == Some(Outcome::Open) && past.summary().status != Status::Open {
                let back = last_open(past).unwrap_or(self.places.first);
                past.add(Mark {
                    at,
                    what: What::Entered(back),
                    by: None,
                    recorded_at: now,
                });
            }
            return;
        };
        let lost = past.summary().status == Status::Lost;
        if lost && self.outcome == Some(Outcome::Open) && past.summary().stage.stage == stage.stage
        {
            past.add(Mark {
                at,
                what: What::Entered(stage),
                by: None,
                recorded_at: now,
            });
        } else {
            past.stand(stage, at, None, now);
        }
    }

    /// How it ended, at `at`; until then it stood on the stage that the row names, since `since` at the latest.
    fn end(&self, past: &mut Past, at: Time, since: Time, now: Time) {
        let stage = self.places.stage;
        match self.outcome {
            None | Some(Outcome::Open) => self.stand(past, since, now),
            Some(Outcome::Won) => {
                let ended = past.summary().status == Status::Won;
                let winning = stage
                    .filter(|spot| spot.kind.wins())
                    .or(self.places.winning);
                if let Some(stage) =
                    stage.filter(|spot| !spot.kind.wins() && !ended && !reached(past, spot))
                {
                    past.stand(stage, since.min(at), None, now);
                }
                past.win(Some(at), winning, None, now);
                if let Some(stage) = stage.filter(|spot| spot.kind.wins()) {
                    past.stand(stage, at, None, now);
                }
            }
            Some(Outcome::Lost) => {
                let ended = past.summary().status == Status::Lost;
                if let Some(stage) = stage.filter(|spot| !spot.kind.wins() && !ended) {
                    past.stand(stage, since.min(at), None, now);
                }
                past.lose(Some(at), self.lost_reason, None, now);
            }
        }
    }
}

fn reached(past: &Past, spot: &Spot) -> bool {
    past.changes()
        .iter()
        .any(|change| change.to.stage == spot.stage)
}

fn last_open(past: &Past) -> Option<Spot> {
    past.changes()
        .iter()
        .rev()
        .find(|change| change.status == Status::Open)
        .map(|change| change.to)
}

/// The past of a stored history. `None` when a stage of it is not there any more or it is empty.
pub fn past_of(rows: &[ChangeRow], catalog: &Catalog) -> Option<Past> {
    let spot = |id: Uuid| {
        let stages = catalog
            .pipelines
            .iter()
            .flat_map(|pipeline| &pipeline.stages);
        stages
            .into_iter()
            .find(|stage| stage.id == id)
            .map(Spot::from)
    };
    let changes: Option<Vec<Change>> = rows
        .iter()
        .map(|row| {
            Some(Change {
                to: spot(row.to_stage_id)?,
                status: row.to_status,
                at: row.at,
                lost_reason: row.lost_reason_id,
                by: row.by_id,
                recorded_at: row.recorded_at,
            })
        })
        .collect();
    Past::of_changes(&changes?)
}

/// The history of a deal as it is stored.
pub fn change_rows(deal: Uuid, changes: &[Change]) -> Vec<ChangeRow> {
    let mut rows = Vec::with_capacity(changes.len());
    let mut from: Option<&Change> = None;
    for change in changes {
        rows.push(ChangeRow {
            deal_id: deal,
            from_stage_id: from.map(|from| from.to.stage),
            to_stage_id: change.to.stage,
            from_status: from.map(|from| from.status),
            to_status: change.status,
            lost_reason_id: change.lost_reason,
            at: change.at,
            by_id: change.by,
            recorded_at: change.recorded_at,
        });
        from = Some(change);
    }
    rows
}
