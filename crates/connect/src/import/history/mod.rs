//! The past of a deal, put together from what a file says and what is known already. No I/O.
//!
//! A past is a row of marks in the order of time: the creation, stages entered, losses. From it follow
//! the changes of stage with their statuses by the same rules as if the deal had lived here.
//!
//! Invariants:
//! * adding what is there already changes nothing, so that the same file can be imported again;
//! * the creation is the first mark: whatever is known to have happened earlier pulls it back;
//! * a mark once added is never lost to another one.

use base::{Time, Uuid};
use crm::deals::model::{Reached, Spot, Status, status_on};

/// One known moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub at: Time,
    pub what: What,
    pub by: Option<Uuid>,
    /// When it became known here. A creation that is as old as the knowledge of it was not given by a file.
    pub recorded_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Entered(Spot),
    /// Won without leaving the stage, in a pipeline that has none to win on.
    WonInPlace,
    Lost(Option<Uuid>),
}

/// One row of the history of stages. Where it came from is the row before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub to: Spot,
    pub status: Status,
    pub at: Time,
    pub lost_reason: Option<Uuid>,
    pub by: Option<Uuid>,
    pub recorded_at: Time,
}

/// Where a deal stands after its past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub created_at: Time,
    pub stage: Spot,
    pub status: Status,
    pub stage_entered_at: Time,
    pub reached: Reached,
    pub won_at: Option<Time>,
    pub lost_at: Option<Time>,
    pub lost_reason: Option<Uuid>,
    pub last_at: Time,
}

/// The marks of a deal in the order of time; the first one is its creation on a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    marks: Vec<Mark>,
}

impl Past {
    pub fn new(stage: Spot, at: Time, by: Option<Uuid>, recorded_at: Time) -> Self {
        Self {
            marks: vec![Mark {
                at,
                what: What::Entered(stage),
                by,
                recorded_at,
            }],
        }
    }

    /// From the history as it is stored. `None` for an empty one.
    pub fn of_changes(changes: &[Change]) -> Option<Self> {
        let mut marks: Vec<Mark> = Vec::with_capacity(changes.len());
        let mut stage = None;
        for change in changes {
            let what = match change.status {
                Status::Lost => What::Lost(change.lost_reason),
                Status::Won if stage == Some(change.to.stage) && !change.to.kind.wins() => {
                    What::WonInPlace
                }
                _ => What::Entered(change.to),
            };
            // A history that begins with a loss began on the stage where it was lost.
            if marks.is_empty() && !matches!(what, What::Entered(_)) {
                marks.push(mark_of(change, What::Entered(change.to)));
            }
            stage = Some(change.to.stage);
            marks.push(mark_of(change, what));
        }
        (!marks.is_empty()).then_some(Self { marks })
    }

    pub fn created_at(&self) -> Time {
        self.marks[0].at
    }

    fn last_at(&self) -> Time {
        self.marks[self.marks.len() - 1].at
    }

    /// Adds a mark in its place; `false` when it is there already.
    pub fn add(&mut self, mark: Mark) -> bool {
        let same = |known: &Mark| {
            known.at == mark.at
                && match (known.what, mark.what) {
                    (What::Entered(known), What::Entered(new)) => known.stage == new.stage,
                    (What::Lost(_), What::Lost(_)) | (What::WonInPlace, What::WonInPlace) => true,
                    _ => false,
                }
        };
        if self.marks.iter().any(same) {
            return false;
        }
        let creation = self.marks[0];
        if mark.at < creation.at {
            let unknown = creation.at == creation.recorded_at;
            match mark.what {
                What::Entered(_) if unknown => self.marks[0] = mark,
                What::Entered(_) => self.marks.insert(0, mark),
                What::WonInPlace | What::Lost(_) => {
                    self.marks[0].at = mark.at;
                    self.marks.insert(1, mark);
                }
            }
            return true;
        }
        let group = self
            .marks
            .iter()
            .position(|known| known.at >= mark.at)
            .unwrap_or(self.marks.len())
            .max(1);
        let before = changes(&self.marks[..group]).last().copied();
        let stands = before
            .filter(|last| last.status != Status::Lost)
            .map(|last| last.to.stage);
        // Of marks of one moment, one that says nothing new comes first: a stored past no longer has it.
        let place = match mark.what {
            What::Entered(spot) if stands == Some(spot.stage) => group,
            _ => self
                .marks
                .iter()
                .rposition(|known| known.at <= mark.at)
                .map_or(group, |last| last + 1),
        };
        self.marks.insert(place, mark);
        true
    }

    /// Puts the creation at this moment, or as near to it as what came next allows; `false` when it is there.
    pub fn set_created(&mut self, at: Time, recorded_at: Time) -> bool {
        let at = self.marks.get(1).map_or(at, |next| next.at.min(at));
        let moved = at != self.marks[0].at;
        if moved {
            self.marks[0].at = at;
            self.marks[0].recorded_at = recorded_at;
        }
        moved
    }

    /// Ends the deal as won. `at` is when, if that is known; `winning` is the stage where won deals stand.
    /// `false` when it was won then already.
    pub fn win(
        &mut self,
        at: Option<Time>,
        winning: Option<Spot>,
        by: Option<Uuid>,
        now: Time,
    ) -> bool {
        let changes = self.changes();
        if changes[changes.len() - 1].status == Status::Won {
            return at.is_some_and(|at| self.shift_end(at, |change| change.status == Status::Won));
        }
        let at = at.unwrap_or(now);
        // What people did here after that moment has already happened: the win comes behind it.
        let at = if self.marks.len() > 1 {
            at.max(self.last_at())
        } else {
            at
        };
        let what = winning.map_or(What::WonInPlace, What::Entered);
        self.push(Mark {
            at,
            what,
            by,
            recorded_at: now,
        })
    }

    /// Ends the deal as lost; the same rules.
    pub fn lose(
        &mut self,
        at: Option<Time>,
        reason: Option<Uuid>,
        by: Option<Uuid>,
        now: Time,
    ) -> bool {
        let changes = self.changes();
        let last = changes[changes.len() - 1];
        if last.status == Status::Lost {
            let moved =
                at.is_some_and(|at| self.shift_end(at, |change| change.status == Status::Lost));
            let new_reason = reason.filter(|reason| last.lost_reason != Some(*reason));
            if let (
                Some(reason),
                Some(Mark {
                    what: What::Lost(known),
                    ..
                }),
            ) = (new_reason, self.marks.last_mut())
            {
                *known = Some(reason);
            }
            return moved || new_reason.is_some();
        }
        let at = at.unwrap_or(now);
        let at = if self.marks.len() > 1 {
            at.max(self.last_at())
        } else {
            at
        };
        self.push(Mark {
            at,
            what: What::Lost(reason),
            by,
            recorded_at: now,
        })
    }

    /// The deal stands on this stage; since when is not known. `false` when it stands there already.
    pub fn stand(&mut self, stage: Spot, at: Time, by: Option<Uuid>, now: Time) -> bool {
        let changes = self.changes();
        let last = changes[changes.len() - 1];
        if last.to.stage == stage.stage {
            return false;
        }
        self.push(Mark {
            at: at.max(self.last_at()),
            what: What::Entered(stage),
            by,
            recorded_at: now,
        })
    }

    /// Adds at the end; a moment before the creation pulls that back.
    fn push(&mut self, mark: Mark) -> bool {
        self.marks[0].at = self.marks[0].at.min(mark.at);
        self.marks.push(mark);
        true
    }

    /// Moves the moment at which the deal came to its end, between what stands before and behind it.
    fn shift_end(&mut self, at: Time, ended: impl Fn(&Change) -> bool) -> bool {
        let Some(place) = self.end_place(ended) else {
            return false;
        };
        let earliest = match place {
            0 | 1 => Time(i64::MIN),
            _ => self.marks[place - 1].at,
        };
        let latest = self
            .marks
            .get(place + 1)
            .map_or(Time(i64::MAX), |next| next.at);
        let at = at.max(earliest).min(latest);
        if self.marks[place].at == at {
            return false;
        }
        self.marks[place].at = at;
        self.marks[0].at = self.marks[0].at.min(at);
        true
    }

    /// The mark with which the present end began.
    fn end_place(&self, ended: impl Fn(&Change) -> bool) -> Option<usize> {
        (0..self.marks.len())
            .rev()
            .take_while(|place| {
                let changes = changes(&self.marks[..=*place]);
                changes.last().is_some_and(&ended)
            })
            .last()
    }

    /// The history as it is stored.
    pub fn changes(&self) -> Vec<Change> {
        changes(&self.marks)
    }

    pub fn summary(&self) -> Summary {
        let changes = self.changes();
        let first = changes[0];
        let mut summary = Summary {
            created_at: first.at,
            stage: first.to,
            status: first.status,
            stage_entered_at: first.at,
            reached: first.to.into(),
            won_at: None,
            lost_at: None,
            lost_reason: None,
            last_at: first.at,
        };
        let mut before = None;
        for change in &changes {
            if change.to.stage != summary.stage.stage {
                summary.stage_entered_at = change.at;
            }
            summary.reached = if change.to.pipeline == summary.stage.pipeline {
                summary.reached.and(change.to)
            } else {
                change.to.into()
            };
            if before != Some(change.status) {
                summary.won_at = (change.status == Status::Won).then_some(change.at);
                summary.lost_at = (change.status == Status::Lost).then_some(change.at);
            }
            summary.lost_reason = change.lost_reason.filter(|_| change.status == Status::Lost);
            summary.stage = change.to;
            summary.status = change.status;
            summary.last_at = change.at;
            before = Some(change.status);
        }
        summary
    }
}

fn mark_of(change: &Change, what: What) -> Mark {
    Mark {
        at: change.at,
        what,
        by: change.by,
        recorded_at: change.recorded_at,
    }
}

fn changes(marks: &[Mark]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::with_capacity(marks.len());
    // Where the deal last stood open: a won one that is lost after all goes back there first.
    let mut open_on = None;
    for mark in marks {
        let step = |to: Spot, status: Status, lost_reason: Option<Uuid>| Change {
            to,
            status,
            at: mark.at,
            lost_reason,
            by: mark.by,
            recorded_at: mark.recorded_at,
        };
        let last = changes.last().copied();
        match (mark.what, last) {
            (What::Entered(spot), Some(last))
                if spot.stage == last.to.stage && last.status != Status::Lost => {}
            (What::Entered(spot), _) => changes.push(step(spot, status_on(spot.kind), None)),
            (What::WonInPlace, Some(last)) if last.status != Status::Won => {
                changes.push(step(last.to, Status::Won, None));
            }
            (What::Lost(reason), Some(last)) => {
                let mut on = last.to;
                if last.status == Status::Won
                    && let Some(spot) = open_on
                {
                    changes.push(step(spot, Status::Open, None));
                    on = spot;
                }
                if last.status != Status::Lost {
                    changes.push(step(on, Status::Lost, reason));
                }
            }
            _ => {}
        }
        if let Some(Change {
            to,
            status: Status::Open,
            ..
        }) = changes.last()
        {
            open_on = Some(*to);
        }
    }
    changes
}

#[cfg(test)]
mod tests;
