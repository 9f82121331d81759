//! The history as of a moment: what was known then, and nothing that came later.

use base::{Currency, Uuid};

use super::model::{Change, Deal, Facts, History, NONE, Status};

/// A history seen as of a moment.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub history: &'a History,
    /// The moment up to which open deals have been watched, milliseconds since 1970.
    pub now: i64,
    /// Whether it is a past moment: then later changes are left out.
    pub past: bool,
}

/// A deal as it was known at the moment of a [`View`].
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub place: u32,
    pub deal: &'a Deal,
    /// At least one.
    pub changes: &'a [Change],
    pub facts: Facts,
}

impl<'a> View<'a> {
    /// `as_of` in milliseconds; none means now.
    pub fn new(history: &'a History, now: i64, as_of: Option<i64>) -> Self {
        Self {
            history,
            now: as_of.unwrap_or(now),
            past: as_of.is_some(),
        }
    }

    /// The deal at a place; none when it was not known yet.
    pub fn seen(&self, place: u32) -> Option<Seen<'a>> {
        self.of(place, self.history.deal(place))
    }

    fn of(&self, place: u32, deal: &'a Deal) -> Option<Seen<'a>> {
        let (changes, facts) = if self.past {
            let known = deal.changes.partition_point(|change| change.at <= self.now);
            (&deal.changes[..known], deal.facts_at(self.now))
        } else {
            (&deal.changes[..], deal.facts)
        };
        (!changes.is_empty()).then_some(Seen {
            place,
            deal,
            changes,
            facts,
        })
    }

    pub fn deals(&self) -> impl Iterator<Item = Seen<'a>> {
        let view = *self;
        self.history
            .deals()
            .filter_map(move |(place, deal)| view.of(place, deal))
    }
}

/// Whether a stay in a stage begins with the second of two changes: another stage, or work taken up
/// again where it had ended.
pub fn begins_stay(before: Change, after: Change) -> bool {
    before.stage != after.stage || (before.status != Status::Open && after.status == Status::Open)
}

impl Seen<'_> {
    /// The newest change.
    pub fn last(&self) -> Change {
        self.changes[self.changes.len() - 1]
    }

    pub fn status(&self) -> Status {
        self.last().status
    }

    pub fn stage(&self) -> u16 {
        self.last().stage
    }

    pub fn created(&self) -> i64 {
        self.deal.created
    }

    /// The marks it had by then.
    pub fn marks(&self, view: &View<'_>) -> impl Iterator<Item = u32> + '_ {
        let (now, past) = (view.now, view.past);
        self.deal
            .marks
            .iter()
            .filter(move |marked| !past || marked.at <= now)
            .map(|marked| marked.mark)
    }

    /// When it was lost, if it stands lost.
    pub fn lost_at(&self) -> Option<i64> {
        let last = self.last();
        (last.status == Status::Lost).then_some(last.at)
    }

    /// When it was won, if it stands won: the beginning of its last unbroken time as a won deal.
    pub fn won_at(&self) -> Option<i64> {
        if self.status() != Status::Won {
            return None;
        }
        let open = self
            .changes
            .iter()
            .rposition(|change| change.status != Status::Won);
        Some(self.changes[open.map_or(0, |index| index + 1)].at)
    }

    /// When it came to where it stands, or began there anew.
    pub fn entered(&self) -> i64 {
        let mut entered = self.changes[0].at;
        for pair in self.changes.windows(2) {
            if begins_stay(pair[0], pair[1]) {
                entered = pair[1].at;
            }
        }
        entered
    }

    pub fn reason(&self) -> u16 {
        let last = self.last();
        if last.status == Status::Lost {
            last.reason
        } else {
            NONE
        }
    }

    pub fn amount(&self) -> i64 {
        self.facts.amount
    }

    pub fn currency(&self) -> Currency {
        self.facts.currency
    }

    pub fn id(&self) -> Uuid {
        self.deal.id
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::Names;
    use super::*;

    fn change(at: i64, stage: u16, status: Status) -> Change {
        Change {
            at,
            stage,
            reason: 3,
            by: NONE,
            status,
        }
    }

    fn facts(amount: i64) -> Facts {
        Facts {
            amount,
            currency: Currency::RUB,
            owner: 0,
            source: NONE,
            expected: super::super::model::NO_DAY,
        }
    }

    fn deal() -> Deal {
        use super::super::model::{NO_COMPANY, Past};
        Deal {
            id: Uuid::from_u128(1),
            created: 10,
            facts: facts(300),
            company: NO_COMPANY,
            industry: NONE,
            employees: None,
            next_step: None,
            last_activity: 50,
            changes: Box::new([
                change(10, 0, Status::Open),
                change(20, 1, Status::Open),
                change(30, 1, Status::Lost),
                change(40, 1, Status::Open),
                change(50, 2, Status::Won),
            ]),
            past: Box::new([
                Past {
                    until: 15,
                    facts: facts(100),
                },
                Past {
                    until: 35,
                    facts: facts(200),
                },
            ]),
            tags: Box::default(),
            marks: Box::default(),
        }
    }

    #[test]
    fn the_past_knows_nothing_of_what_came_later() {
        let history = History::of(vec![deal()], Names::default());
        let at = |moment: i64| View::new(&history, 100, Some(moment)).seen(0);
        assert!(at(9).is_none());
        let young = at(12).expect("a deal");
        assert_eq!((young.amount(), young.status()), (100, Status::Open));
        let lost = at(30).expect("a deal");
        assert_eq!(
            (lost.amount(), lost.lost_at(), lost.reason()),
            (200, Some(30), 3)
        );
        assert_eq!(lost.entered(), 20);
        let again = at(45).expect("a deal");
        assert_eq!(
            (again.amount(), again.status(), again.entered()),
            (300, Status::Open, 40)
        );
        assert_eq!(again.lost_at(), None);
        let now = View::new(&history, 100, None).seen(0).expect("a deal");
        assert_eq!((now.won_at(), now.reason()), (Some(50), NONE));
    }
}
