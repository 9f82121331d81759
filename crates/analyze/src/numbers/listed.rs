//! The deals behind a number, a page at a time.

use std::collections::HashMap;

use base::{Lang, Money, Problem, Result, Text, Time, Uuid};
use documents::Cell;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::{Ask, Part};
use super::catalog::Unit;
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
    /// The value, where it is money.
    pub value_money: Option<Money>,
    /// Why the value is what it is.
    pub reasons: Vec<Reason>,
}

/// A page of the deals behind a number, all of them counted.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub rows: Vec<Listed>,
    /// What the value of a deal means.
    pub contribution: Option<Text>,
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
    let mut parts = worked.parts.into_iter();
    let found = match part {
        None => parts.next(),
        Some(key) => parts.find(|part| part.key == key),
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
    let in_money = ask.metric.info().unit == Unit::Money;
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
                value_money: value
                    .filter(|_| in_money)
                    .map(|value| Money::new(value.round() as i64, sample.currency)),
                reasons: reasons.get(place).cloned().unwrap_or_default(),
            })
        })
        .collect();
    let end = from.saturating_add(page.len());
    Ok(Chosen {
        rows,
        contribution: worked.contribution,
        next: (end < found.deals.len()).then_some(end),
        total: tally.deals,
        sums: tally.sums(),
    })
}

/// Puts in what the deals are called.
pub fn name(rows: &mut [Listed], titles: &HashMap<Uuid, (String, Option<String>)>) {
    for row in rows {
        if let Some((title, company)) = titles.get(&row.id) {
            row.title.clone_from(title);
            row.company.clone_from(company);
        }
    }
}

/// The columns of an exported list.
pub fn header(chosen: &Chosen, lang: Lang) -> Vec<String> {
    let texts = [
        Text::fixed("Сделка", "Deal"),
        Text::fixed("Компания", "Company"),
        Text::fixed("Ответственный", "Owner"),
        Text::fixed("Этап", "Stage"),
        Text::fixed("Состояние", "Status"),
        Text::fixed("Сумма", "Amount"),
        Text::fixed("Валюта", "Currency"),
        Text::fixed("Создана", "Created"),
    ];
    let texts = texts.iter().chain(&chosen.contribution);
    texts.map(|text| text.get(lang).to_owned()).collect()
}

impl Listed {
    /// The row of an exported list, with the value if the list has one.
    pub fn cells(&self, valued: bool, lang: Lang) -> Vec<Cell> {
        let status = match (self.status, lang) {
            ("open", Lang::Ru) => "в работе",
            ("won", Lang::Ru) => "выиграна",
            (_, Lang::Ru) => "проиграна",
            (word, Lang::En) => word,
        };
        let mut cells = vec![
            Cell::text(&self.title),
            Cell::maybe(self.company.as_deref()),
            Cell::maybe(self.owner.as_deref()),
            Cell::text(&self.stage),
            Cell::text(status),
            Cell::Money(self.amount),
            Cell::text(self.amount.currency.to_string()),
            Cell::Moment(self.created_at),
        ];
        if valued {
            cells.push(match (self.value, self.value_money) {
                (_, Some(money)) => Cell::Money(money),
                (Some(value), None) => Cell::Number(value),
                (None, None) => Cell::Empty,
            });
        }
        cells
    }
}
