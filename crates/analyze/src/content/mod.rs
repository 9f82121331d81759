//! Which content goes before qualification and winning.
//!
//! Of the leads of a period that are decided, those to which a material was sent before are compared with those to
//! which it was not, and so are those who opened it. A deal that ended at once could be sent nothing: so the others
//! are only those that were still undecided at the age at which the material is usually sent (or opened). That makes
//! it no proof: people send materials where they expect something.

mod http;

use base::Result;
use crm::marks::Kind;
use serde::Serialize;
use stats::multiple::benjamini_hochberg;
use stats::proportion::newcombe;
use utoipa::ToSchema;

use crate::estimate::{Estimate, FALSE_SHARE, FEWEST, LEVEL, share, shares_differ};
use crate::numbers::ask::{Ask, Figure};
use crate::numbers::catalog::Metric;
use crate::numbers::slices::{Slice, slices};
use crate::numbers::work;
use crate::numbers::work::{QUALIFY, kinds, lead_at};
use crate::question::Sample;
use crate::steps::{NEVER, Way};

pub use http::routes;

/// What became of leads with and without each material.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentEffect {
    /// Leads of the period.
    pub leads: Figure,
    /// What was sent most first.
    pub rows: Vec<ContentEffectRow>,
}

/// One material.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentEffectRow {
    /// Its id.
    pub key: String,
    pub name: String,
    /// Leads to which it was sent, whenever that was.
    pub sent: Figure,
    /// Leads whose page was opened at this material.
    pub opened: Figure,
    pub qualified: ContentOutcome,
    pub won: ContentOutcome,
}

/// What came of it, by whether it was sent and by whether it was opened.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentOutcome {
    pub sent: ContentComparison,
    pub opened: ContentComparison,
}

/// Decided leads with the material, sent or opened before they were decided, and without it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentComparison {
    pub with: ContentShare,
    pub without: ContentShare,
    /// Those with it less those without, with Newcombe's interval.
    pub difference: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub verdict: ContentVerdict,
}

/// A share of decided leads, with Wilson's interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ContentShare {
    pub part: i64,
    pub of: i64,
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Whether there is a difference, though so many were looked for (Benjamini–Hochberg).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentVerdict {
    More,
    Fewer,
    /// None beyond chance.
    NoDifference,
    TooFew,
}

/// A lead, and when it was decided: (when it happened, when it ended otherwise).
struct Lead {
    place: u32,
    from: i64,
    qualified: (i64, i64),
    won: (i64, i64),
}

/// # Errors
/// As the numbers it is made of.
pub fn report(sample: &Sample<'_>) -> Result<ContentEffect> {
    let leads = leads(sample);
    let all = Ask::new(Metric::Leads);
    let opened = slices(sample, Slice::Mark(Kind::ContentOpened));
    let mut rows = Vec::new();
    for (key, name, places) in slices(sample, Slice::Mark(Kind::ContentSent)) {
        if key == "none" {
            continue;
        }
        let seen = opened.iter().find(|(other, _, _)| *other == key);
        let seen = seen.map(|(_, _, places)| places.clone());
        let count = |kind, places: Vec<u32>| -> Result<Figure> {
            let ask = all.sliced(Slice::Mark(kind), &key);
            Ok(ask.figure(sample, work(&sample.with(places), &ask)?.estimate))
        };
        let at = |kind| marked(sample, &leads, kind, &key);
        let (sent_at, opened_at) = (at(Kind::ContentSent), at(Kind::ContentOpened));
        let of = |outcome: fn(&Lead) -> (i64, i64)| ContentOutcome {
            sent: compared(&leads, &sent_at, &sent_at, outcome),
            opened: compared(&leads, &opened_at, &sent_at, outcome),
        };
        rows.push(ContentEffectRow {
            sent: count(Kind::ContentSent, places)?,
            opened: count(Kind::ContentOpened, seen.unwrap_or_default())?,
            qualified: of(|lead| lead.qualified),
            won: of(|lead| lead.won),
            key,
            name,
        });
    }
    // Materials of other days say nothing of these.
    let count = |row: &ContentEffectRow| row.sent.value.unwrap_or(0.0);
    rows.retain(|row| count(row) > 0.0);
    rows.sort_by(|a, b| {
        count(b)
            .total_cmp(&count(a))
            .then_with(|| a.name.cmp(&b.name))
    });
    judge(&mut rows);
    Ok(ContentEffect {
        leads: all.figure(sample, work(sample, &all)?.estimate),
        rows,
    })
}

fn leads(sample: &Sample<'_>) -> Vec<Lead> {
    let period = sample.period();
    let steps = kinds(sample);
    let passed = steps.plans.iter().position(|plan| plan.kind > QUALIFY);
    let mut way = Way::default();
    let mut found = Vec::new();
    for seen in sample.deals() {
        let Some(from) = lead_at(sample, &seen).filter(|at| period.holds(*at)) else {
            continue;
        };
        steps.reach(&seen, &mut way);
        let qualified = passed.map_or(NEVER, |step| way.reached[step]);
        let lost = seen.lost_at().unwrap_or(NEVER);
        found.push(Lead {
            place: seen.place,
            from,
            qualified: (qualified, lost),
            won: (seen.won_at().unwrap_or(NEVER), lost),
        });
    }
    found
}

/// Since when each lead has a mark; [`NEVER`] without it.
fn marked(sample: &Sample<'_>, leads: &[Lead], kind: Kind, key: &str) -> Vec<i64> {
    let number = sample.names().mark_number(kind, key);
    let view = &sample.view;
    let at = |lead: &Lead| {
        let marks = &view.history.deal(lead.place).marks;
        let mark = marks.iter().find(|one| Some(one.mark) == number);
        mark.map(|one| one.at).filter(|at| *at <= view.now)
    };
    leads.iter().map(|lead| at(lead).unwrap_or(NEVER)).collect()
}

/// Leads with something against those to which nothing was sent.
fn compared(
    leads: &[Lead],
    has: &[i64],
    sent: &[i64],
    outcome: impl Fn(&Lead) -> (i64, i64),
) -> ContentComparison {
    let decided = |lead: &Lead| {
        let (happened, ended) = outcome(lead);
        let at = happened.min(ended);
        (at != NEVER).then_some((at, happened <= ended))
    };
    let mut ages = Vec::new();
    let mut with = (0, 0);
    for (lead, has) in leads.iter().zip(has) {
        if let Some((_, happened)) = decided(lead).filter(|(at, _)| has < at) {
            ages.push((has - lead.from).max(0));
            with = (with.0 + i64::from(happened), with.1 + 1);
        }
    }
    ages.sort_unstable();
    let usual = ages.get(ages.len() / 2).copied().unwrap_or(0);
    let mut without = (0, 0);
    for (lead, sent) in leads.iter().zip(sent) {
        let others = decided(lead).filter(|(at, _)| sent >= at && at - lead.from >= usual);
        if let Some((_, happened)) = others {
            without = (without.0 + i64::from(happened), without.1 + 1);
        }
    }
    let found = (with.1 > 0 && without.1 > 0).then(|| {
        let counts = [with.0, with.1, without.0, without.1].map(|count| count as f64);
        newcombe(counts[0], counts[1], counts[2], counts[3], LEVEL)
    });
    ContentComparison {
        with: told(with),
        without: told(without),
        difference: found.map(|(value, _)| value),
        low: found.map(|(_, interval)| interval.low),
        high: found.map(|(_, interval)| interval.high),
        verdict: ContentVerdict::TooFew,
    }
}

fn told((part, of): (i64, i64)) -> ContentShare {
    let Estimate {
        value, low, high, ..
    } = share(part, of);
    ContentShare {
        part,
        of,
        share: value,
        low,
        high,
    }
}

/// Says which differences are none by chance, all judged together.
fn judge(rows: &mut [ContentEffectRow]) {
    let mut all: Vec<&mut ContentComparison> = rows
        .iter_mut()
        .flat_map(|row| [&mut row.qualified, &mut row.won])
        .flat_map(|outcome| [&mut outcome.sent, &mut outcome.opened])
        .filter(|one| one.with.of.min(one.without.of) >= FEWEST)
        .collect();
    let p: Vec<f64> = all
        .iter()
        .map(|one| chance(one.with, one.without))
        .collect();
    for (one, p) in all.iter_mut().zip(benjamini_hochberg(&p)) {
        let more = one.difference.is_some_and(|value| value > 0.0);
        one.verdict = match (p <= FALSE_SHARE, more) {
            (true, true) => ContentVerdict::More,
            (true, false) => ContentVerdict::Fewer,
            (false, _) => ContentVerdict::NoDifference,
        };
    }
}

fn chance(a: ContentShare, b: ContentShare) -> f64 {
    shares_differ((a.part, a.of), (b.part, b.of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(from: i64, happened: i64, ended: i64) -> Lead {
        Lead {
            place: 0,
            from,
            qualified: (happened, ended),
            won: (happened, ended),
        }
    }

    #[test]
    fn what_was_sent_too_late_does_not_count_and_the_others_lived_as_long() {
        let leads = [
            lead(0, 100, NEVER),   // sent before it was qualified
            lead(0, NEVER, 100),   // sent before it was lost
            lead(0, 100, NEVER),   // sent after it was qualified: without
            lead(0, NEVER, 10),    // lost before anything could be sent: left out
            lead(0, NEVER, 90),    // without
            lead(0, NEVER, NEVER), // still open: left out
        ];
        let sent = [50, 50, 200, NEVER, NEVER, 50];
        let found = compared(&leads, &sent, &sent, |lead| lead.qualified);
        assert_eq!((found.with.part, found.with.of), (1, 2));
        assert_eq!((found.without.part, found.without.of), (1, 2));
        assert_eq!(found.difference, Some(0.0));

        // Those who were sent it and did not open it are on neither side.
        let opened = [60, NEVER, NEVER, NEVER, NEVER, NEVER];
        let found = compared(&leads, &opened, &sent, |lead| lead.qualified);
        assert_eq!((found.with.part, found.with.of), (1, 1));
        assert_eq!((found.without.part, found.without.of), (1, 2));
    }

    #[test]
    fn nobody_with_it_is_no_difference() {
        let leads = [lead(0, 100, NEVER)];
        let found = compared(&leads, &[NEVER], &[NEVER], |lead| lead.won);
        assert_eq!((found.with.of, found.difference), (0, None));
        assert_eq!(found.verdict, ContentVerdict::TooFew);
    }
}
