//! What is known of the clients of deals: now, and as it was when they were to be judged.
//!
//! How well a score tells won deals from lost ones must not rest on what came with the outcome. So a deal of the
//! past is judged by what was known [`EARLY_DAYS`] after it was made, or just before it was settled where that was
//! sooner: changes that the event log tells of are taken back, and later answers are left out. What was changed
//! without an event, and what an import brought with the deal, counts as always known.

use std::collections::HashMap;

use base::{Currency, Result, Uuid};
use db::Conn;
use serde_json::{Map, Value};

use super::model::Known;
use super::store::{self, AnswerRow, ChangeRow, CompanyRow, DealRow};

/// How long after a deal was made it is judged for the comparison with its outcome.
pub const EARLY_DAYS: i64 = 7;

/// A deal with what is known of its client.
#[derive(Debug, Clone)]
pub struct Client {
    pub deal: DealRow,
    /// As the company's card writes it today.
    pub industry: Option<String>,
    pub now: Known,
    /// As it was known early.
    pub early: Known,
}

/// The moment whose knowledge a deal of the past is judged by.
pub fn early_moment(deal: &DealRow) -> i64 {
    let week = deal.created_at + EARLY_DAYS * base::time::DAY_MS;
    match deal.settled_at() {
        Some(settled) => week.min(settled - 1),
        None => week,
    }
}

/// Reads these deals, in no order: at most as many as a statement can hold.
///
/// # Errors
/// When the database refuses.
pub async fn read(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<Client>> {
    let rows = store::deals(conn, deals).await?;
    let mut tags = store::tags(conn, deals).await?;
    let mut answers = by(store::answers(conn, deals).await?, |row| row.deal_id);
    let mut changes = by(store::deal_changes(conn, deals).await?, |row| row.id);
    let mut clients = Vec::with_capacity(rows.len());
    for deal in rows {
        let state = State {
            company: deal.company_id,
            source: deal.source_id,
            amount: deal.amount,
            currency: Currency::parse(&deal.currency),
            tags: tags.remove(&deal.id).unwrap_or_default(),
        };
        let mut then = state.clone();
        let moment = early_moment(&deal);
        for change in changes.remove(&deal.id).unwrap_or_default() {
            if change.at > moment {
                then.take_back(&change.fields());
            }
        }
        let answers = answers.remove(&deal.id).unwrap_or_default();
        clients.push((deal, state, then, answers));
    }
    let mut ids: Vec<Uuid> = clients
        .iter()
        .flat_map(|(_, now, then, _)| [now.company, then.company])
        .flatten()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut companies = HashMap::new();
    let mut lives: HashMap<Uuid, Vec<ChangeRow>> = HashMap::new();
    for part in ids.chunks(500) {
        let rows = store::companies(conn, part).await?;
        companies.extend(rows.into_iter().map(|row| (row.id, row)));
        lives.extend(by(store::company_changes(conn, part).await?, |row| row.id));
    }
    Ok(clients
        .into_iter()
        .map(|(deal, now, then, answers)| {
            let moment = early_moment(&deal);
            let company_then = then.company.and_then(|id| {
                let mut row = companies.get(&id)?.clone();
                for change in lives.get(&id).into_iter().flatten() {
                    if change.at > moment {
                        row.take_back(&change.fields());
                    }
                }
                Some(row)
            });
            let company = now.company.and_then(|id| companies.get(&id));
            Client {
                industry: company.and_then(|row| row.industry.clone()),
                now: now.known(company, given(&answers, i64::MAX)),
                early: then.known(company_then.as_ref(), given(&answers, moment)),
                deal,
            }
        })
        .collect())
}

fn by<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut found: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(key(&row)).or_default().push(row);
    }
    found
}

/// The newest answers by a moment that speak for the client or against; the rows are in the order of their time.
fn given(rows: &[AnswerRow], moment: i64) -> Vec<String> {
    let mut newest: HashMap<&str, Option<bool>> = HashMap::new();
    for row in rows.iter().filter(|row| row.at <= moment) {
        let says = row.speaks_for.filter(|_| row.value.is_some());
        newest.insert(&row.question, says);
    }
    let mut answers: Vec<String> = newest
        .into_iter()
        .filter_map(|(key, says)| Some(format!("{key}.{}", if says? { "yes" } else { "no" })))
        .collect();
    answers.sort();
    answers
}

/// What a deal itself says.
#[derive(Debug, Clone)]
struct State {
    company: Option<Uuid>,
    source: Option<Uuid>,
    amount: i64,
    currency: Option<Currency>,
    tags: Vec<Uuid>,
}

impl State {
    /// Takes back a change as a person or an import tells of it: with names or with ids.
    fn take_back(&mut self, fields: &Map<String, Value>) {
        let old = |name: &str| fields.get(name).map(|pair| &pair[0]);
        if let Some(old) = old("company").or_else(|| old("company_id")) {
            self.company = id(old);
        }
        if let Some(old) = old("source").or_else(|| old("source_id")) {
            self.source = id(old);
        }
        if let Some(old) = old("value") {
            self.amount = old["amount"].as_i64().unwrap_or_default();
            self.currency = old["currency"].as_str().and_then(Currency::parse);
        }
        if let Some(old) = old("tags") {
            self.tags = old
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(id)
                .collect();
        }
    }

    fn known(self, company: Option<&CompanyRow>, answers: Vec<String>) -> Known {
        let text = |of: fn(&CompanyRow) -> Option<&String>| company.and_then(of);
        Known {
            industry: text(|row| row.industry.as_ref()).map(|text| base::fold::fold(text)),
            employees: company.and_then(|row| row.employees),
            region: text(|row| row.inn.as_ref()).and_then(|inn| Known::region_of(inn)),
            source: self.source,
            tags: self.tags,
            // A deal of nothing has no amount yet.
            amount: self
                .currency
                .filter(|_| self.amount > 0)
                .map(|currency| (self.amount, currency)),
            answers,
        }
    }
}

/// Of a record that is told of by its id alone or with its name.
fn id(value: &Value) -> Option<Uuid> {
    let text = value.as_str().or_else(|| value["id"].as_str())?;
    Uuid::parse_str(text).ok()
}

impl CompanyRow {
    fn take_back(&mut self, fields: &Map<String, Value>) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if let Some(pair) = fields.get("industry") {
            self.industry = text(&pair[0]);
        }
        if let Some(pair) = fields.get("inn") {
            self.inn = text(&pair[0]);
        }
        if let Some(pair) = fields.get("employees") {
            self.employees = pair[0].as_i64();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_taken_back_however_it_is_told() {
        let (one, other, tag) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let mut state = State {
            company: Some(one),
            source: Some(one),
            amount: 500,
            currency: Currency::parse("USD"),
            tags: vec![],
        };
        let told = json!({
            "company": [{ "id": other, "name": "ООО" }, { "id": one, "name": "АО" }],
            "source": [null, { "id": one, "name": "Сайт" }],
            "value": [{ "amount": 7, "currency": "RUB" }, { "amount": 500, "currency": "USD" }],
            "tags": [[{ "id": tag, "name": "VIP" }], []],
        });
        state.take_back(told.as_object().expect("fields"));
        assert_eq!((state.company, state.source), (Some(other), None));
        assert_eq!((state.amount, state.currency), (7, Some(Currency::RUB)));
        assert_eq!(state.tags, [tag]);
        let imported = json!({ "company_id": [null, other], "source_id": [one, null] });
        state.take_back(imported.as_object().expect("fields"));
        assert_eq!((state.company, state.source), (None, Some(one)));
    }

    #[test]
    fn only_answers_given_by_then_count_and_the_newest_of_them() {
        let row = |question: &str, value: Option<&str>, says, at| AnswerRow {
            deal_id: Uuid::nil(),
            question: question.into(),
            value: value.map(str::to_owned),
            speaks_for: says,
            at,
        };
        let rows = [
            row("budget", Some("no"), Some(false), 1),
            row("need", Some("yes"), Some(true), 1),
            row("budget", Some("yes"), Some(true), 5),
            row("need", None, None, 6),
            row("size", Some("?"), None, 6),
        ];
        assert_eq!(given(&rows, 4), ["budget.no", "need.yes"]);
        assert_eq!(given(&rows, 9), ["budget.yes"]);
    }
}
