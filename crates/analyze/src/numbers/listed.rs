//! The deals behind a number, a page at a time.

use std::collections::HashMap;

use base::{Money, Problem, Result, Text, Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::{Ask, Part};
use super::work;
use crate::chances::Reason;
use crate::question::Sample;
use crate::tally::Tally;

/// A deal behind a number, as it was known at the moment of the question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = NumberDeal)]
pub struct Listed {
    pub id: Uuid,
    pub title: String,
    pub company: Option<String>,
    pub owner: Option<String>,
    pub stage: String,
    #[schema(example = "open")]
    pub status: &'static str,
    pub amount: Money,
    pub created_at: Time,
    /// What the deal adds to the number, where that means something: `contribution` says what.
    pub value: Option<f64>,
    /// Why the value is what it is.
    pub reasons: Vec<Reason>,
}

/// A page of the deals behind a number, all of them counted.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub rows: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<usize>,
    pub total: i64,
    pub sums: Vec<Money>,
}

/// The deals of one part of a number, from a place on, without their titles.
///
/// # Errors
/// `bad_request` for a part that the number does not have; as [`work`].
pub fn chosen(
    sample: &Sample<'_>,
    ask: &Ask,
    part: Option<&str>,
    from: usize,
    limit: usize,
) -> Result<Chosen> {
    let worked = work(sample, ask)?;
    let keys: Vec<&str> = worked.parts.iter().map(|part| part.key).collect();
    let found = match part {
        None => worked.parts.into_iter().next(),
        Some(key) => worked.parts.into_iter().find(|part| part.key == key),
    };
    let mut found: Part = found.ok_or_else(|| {
        let list = keys.join(", ");
        Problem::bad_request(Text::new(
            format!("part: у этого числа есть {list}"),
            format!("part: this number has {list}"),
        ))
    })?;
    // What adds most comes first, then the newest.
    let created = |place: u32| sample.view.history.deal(place).created;
    found.deals.sort_by(|a, b| {
        let value = |entry: &(u32, Option<f64>)| entry.1.unwrap_or(f64::NEG_INFINITY);
        value(b)
            .total_cmp(&value(a))
            .then_with(|| created(b.0).cmp(&created(a.0)))
            .then_with(|| a.0.cmp(&b.0))
    });
    let mut tally = Tally::default();
    for (place, _) in &found.deals {
        if let Some(seen) = sample.view.seen(*place) {
            tally.add(seen.amount(), seen.currency());
        }
    }
    let names = sample.names();
    let page: Vec<&(u32, Option<f64>)> = found.deals.iter().skip(from).take(limit).collect();
    let reasons =
        crate::chances::reasons_of(sample, ask, page.iter().map(|(place, _)| *place).collect());
    let rows = page
        .iter()
        .filter_map(|(place, value)| {
            let seen = sample.view.seen(*place)?;
            let stage = names.stage(seen.stage());
            Some(Listed {
                id: seen.id(),
                title: String::new(),
                company: None,
                owner: names.owner_name(seen.facts.owner).map(str::to_owned),
                stage: stage.map(|stage| stage.name.clone()).unwrap_or_default(),
                status: seen.status().as_str(),
                amount: Money::new(seen.amount(), seen.currency()),
                created_at: Time(seen.created()),
                value: *value,
                reasons: reasons.get(place).cloned().unwrap_or_default(),
            })
        })
        .collect();
    let end = from + page.len();
    Ok(Chosen {
        rows,
        next: (end < found.deals.len()).then_some(end),
        total: tally.deals,
        sums: tally.sums(),
    })
}

impl Chosen {
    /// Puts in what the deals are called.
    pub fn name(&mut self, titles: &HashMap<Uuid, (String, Option<String>)>) {
        for row in &mut self.rows {
            if let Some((title, company)) = titles.get(&row.id) {
                row.title.clone_from(title);
                row.company.clone_from(company);
            }
        }
    }
}
