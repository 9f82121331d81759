//! Importing companies.

use std::collections::HashMap;

use base::fold::company_key;
use base::{Result, Subject, Time, Uuid};
use crm::companies::model::CompanyFacts;
use crm::companies::store::{self, CompanyRow};
use serde_json::json;

use super::file::Row;
use super::notes::{self, NewNote};
use super::row::Cells;
use super::seen::Keys;
use super::session::{Place, Session, Verdict, again, out_of_sight, reason, written};

/// What a row says of a company. Absent facts are kept as they are.
struct Input {
    facts: CompanyFacts,
    created_at: Option<Time>,
    note: Option<String>,
}

fn read(cells: &mut Cells<'_>, session: &Session) -> Input {
    let mut emails = cells.emails("email");
    let mut phones = cells.phones("phone");
    // A company has one of each; the others are kept in a note.
    for (key, all) in [("email", &mut emails), ("phone", &mut phones)] {
        let rest = all.split_off(all.len().min(1));
        if !rest.is_empty() {
            cells.keep(key, &rest.join(", "));
        }
    }
    let facts = CompanyFacts {
        name: cells.text("name").unwrap_or_default(),
        inn: cells.requisite("inn"),
        kpp: cells.requisite("kpp"),
        ogrn: cells.requisite("ogrn"),
        phone: phones.pop(),
        email: emails.pop(),
        website: cells.text("website"),
        address: cells.text("address"),
        industry: cells.text("industry"),
        employees: employees(cells),
        owner_id: cells.owner("owner", &session.people),
        external_id: cells.id("external_id"),
    };
    if facts.name.is_empty() && !cells.is_refused() {
        cells.refuse(base::Text::fixed("Нет названия", "There is no name"));
    }
    let created_at = cells.moment("created_at");
    Input {
        note: cells.note(session.lang),
        facts,
        created_at,
    }
}

/// How many people work there: `1 200`, `51-200` and `200+` count from their first number. Other words are
/// kept in a note.
fn employees(cells: &mut Cells<'_>) -> Option<i64> {
    let text = cells.text("employees")?;
    let found = first_number(&text).filter(|number| (1..=10_000_000).contains(number));
    if found.is_none() {
        cells.keep("employees", &text);
    }
    found
}

fn first_number(text: &str) -> Option<i64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || [' ', '\u{a0}', '\u{202f}', ','].contains(c))
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// `facts` where they say something, and the rest as it was.
pub fn merged(was: &CompanyFacts, facts: &CompanyFacts) -> CompanyFacts {
    let pick = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
    CompanyFacts {
        name: if facts.name.is_empty() {
            was.name.clone()
        } else {
            facts.name.clone()
        },
        inn: pick(&facts.inn, &was.inn),
        kpp: pick(&facts.kpp, &was.kpp),
        ogrn: pick(&facts.ogrn, &was.ogrn),
        phone: pick(&facts.phone, &was.phone),
        email: pick(&facts.email, &was.email),
        website: pick(&facts.website, &was.website),
        address: pick(&facts.address, &was.address),
        industry: pick(&facts.industry, &was.industry),
        employees: facts.employees.or(was.employees),
        owner_id: facts.owner_id.or(was.owner_id),
        external_id: pick(&facts.external_id, &was.external_id),
    }
}

fn keys(facts: &CompanyFacts) -> Keys {
    let mut keys = Keys::default();
    keys.external(facts.external_id.as_deref());
    keys.inn(facts.inn.as_deref(), facts.kpp.as_deref());
    keys.weak("name", &company_key(&facts.name));
    keys
}

/// The companies in the database that rows may be about.
#[derive(Default)]
pub struct Known {
    external: HashMap<String, CompanyRow>,
    inn: HashMap<String, Vec<CompanyRow>>,
    name: HashMap<String, Vec<CompanyRow>>,
}

impl Known {
    pub async fn load<'a>(
        place: Place<'_>,
        wanted: impl Iterator<Item = &'a CompanyFacts> + Clone,
    ) -> Result<Self> {
        let external: Vec<String> = wanted
            .clone()
            .filter_map(|facts| facts.external_id.clone())
            .collect();
        let inns: Vec<String> = wanted
            .clone()
            .filter_map(|facts| facts.inn.clone())
            .collect();
        let names: Vec<String> = wanted
            .filter(|facts| !facts.name.is_empty())
            .map(|facts| company_key(&facts.name))
            .collect();
        let mut known = Self::default();
        for row in store::find_by_external_ids(place.conn, &unique(external)).await? {
            if let Some(id) = row.facts.external_id.clone() {
                known.external.insert(id, row);
            }
        }
        for row in store::find_by_inn(place.conn, &unique(inns)).await? {
            if let Some(inn) = row.facts.inn.clone() {
                known.inn.entry(inn).or_default().push(row);
            }
        }
        for row in store::find_by_company_key(place.conn, &unique(names)).await? {
            known.name.entry(row.facts.folded()).or_default().push(row);
        }
        Ok(known)
    }

    /// The company that these facts are about: by the number in the other system, by ИНН, by name. Whatever
    /// else they share, companies with different numbers of one kind are different companies.
    pub fn find(&self, facts: &CompanyFacts) -> Option<&CompanyRow> {
        let differ = |one: &Option<String>, other: &Option<String>| {
            one.is_some() && other.is_some() && one != other
        };
        if let Some(row) = facts
            .external_id
            .as_ref()
            .and_then(|id| self.external.get(id))
        {
            return Some(row);
        }
        let same = |row: &&CompanyRow| {
            !differ(&row.facts.external_id, &facts.external_id)
                && !differ(&row.facts.inn, &facts.inn)
                // Branches share the ИНН and differ in the КПП.
                && !differ(&row.facts.kpp, &facts.kpp)
        };
        let by_inn = facts
            .inn
            .as_ref()
            .and_then(|inn| self.inn.get(inn))
            .into_iter()
            .flatten();
        let by_name = self
            .name
            .get(&company_key(&facts.name))
            .into_iter()
            .flatten();
        by_inn.chain(by_name).find(same)
    }
}

pub fn unique(mut values: Vec<String>) -> Vec<String> {
    values.sort_unstable();
    values.dedup();
    values
}

/// Remembers rows that an earlier process has taken and committed.
pub async fn remember(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<()> {
    let columns = session.columns.clone();
    let mut inputs = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, &columns, session.now);
        let input = read(&mut cells, session);
        inputs.push((row.number, cells.fingerprint(), input));
    }
    let known = Known::load(place, inputs.iter().map(|(_, _, input)| &input.facts)).await?;
    for (number, fingerprint, input) in inputs {
        let mut keys = keys(&input.facts);
        if let Some(row) = known.find(&input.facts) {
            keys.record(row.id);
        }
        session.seen.take(number, &keys, fingerprint);
    }
    Ok(())
}

pub async fn batch(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    let columns = session.columns.clone();
    let mut read_rows: Vec<(Cells<'_>, Input)> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, &columns, session.now);
        let input = read(&mut cells, session);
        read_rows.push((cells, input));
    }
    let known = Known::load(place, read_rows.iter().map(|(_, input)| &input.facts)).await?;
    let mut verdicts = Vec::with_capacity(rows.len());
    let (mut new, mut changed, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (mut cells, input) in read_rows {
        let verdict = decide(
            session,
            &known,
            &mut cells,
            input,
            &mut new,
            &mut changed,
            &mut notes,
        );
        session.warn(&mut cells);
        verdicts.push(verdict);
    }
    if place.tx.is_some() {
        write(session, place, new, changed, notes).await?;
    }
    Ok(verdicts)
}

fn decide(
    session: &mut Session,
    known: &Known,
    cells: &mut Cells<'_>,
    input: Input,
    new: &mut Vec<CompanyRow>,
    changed: &mut Vec<(CompanyRow, CompanyRow)>,
    notes: &mut Vec<NewNote>,
) -> Verdict {
    if cells.is_refused() {
        return Verdict::Refused(cells.reason());
    }
    let mut keys = keys(&input.facts);
    let was = known.find(&input.facts);
    if let Some(was) = was {
        keys.record(was.id);
    }
    if let Some(verdict) = session.repeat(cells, &keys) {
        return verdict;
    }
    let verdict = if let Some(was) = was {
        if !session.actor.scope.sees(was.facts.owner_id) {
            return Verdict::Refused(out_of_sight());
        }
        match merged(&was.facts, &input.facts).checked() {
            Err(problem) => return Verdict::Refused(reason(session.entity, &problem)),
            Ok(facts) if facts == was.facts || !session.options.update_existing => {
                Verdict::Unchanged
            }
            Ok(facts) => {
                let row = CompanyRow {
                    facts,
                    updated_at: session.now.0,
                    version: was.version + 1,
                    ..was.clone()
                };
                changed.push((was.clone(), row));
                Verdict::Updated
            }
        }
    } else {
        let facts = CompanyFacts {
            owner_id: input.facts.owner_id.or(session.options.default_owner_id),
            ..input.facts
        };
        match facts.checked() {
            Err(problem) => return Verdict::Refused(reason(session.entity, &problem)),
            Ok(facts) => {
                let created_at = input.created_at.unwrap_or(session.now);
                let row = CompanyRow::new(session.new_id(), facts, created_at, session.now);
                keys.record(row.id);
                notes.extend(input.note.map(|text| NewNote::company(row.id, text)));
                new.push(row);
                Verdict::Created
            }
        }
    };
    session
        .seen
        .take(cells.row.number, &keys, cells.fingerprint());
    verdict
}

async fn write(
    session: &mut Session,
    place: Place<'_>,
    new: Vec<CompanyRow>,
    changed: Vec<(CompanyRow, CompanyRow)>,
    notes: Vec<NewNote>,
) -> Result<()> {
    let Some(tx) = place.tx else { return Ok(()) };
    insert(session, place, &new).await?;
    for (was, row) in &changed {
        written(
            store::update(tx.conn(), row, was.version)
                .await
                .map_err(again)?,
        )?;
        let changes = crm::changes::between(&was.facts, &row.facts);
        tx.record(session.event(
            "company.changed",
            subject(row),
            json!({ "changes": changes }),
        ));
        session.log("company", row.id, Some(json!(was.facts)), row.version);
    }
    notes::write(session, tx, notes).await
}

/// Writes new companies with their events and their way back; also those that other records bring along.
pub async fn insert(session: &mut Session, place: Place<'_>, new: &[CompanyRow]) -> Result<()> {
    let Some(tx) = place.tx else { return Ok(()) };
    store::insert_many(tx.conn(), new).await.map_err(again)?;
    for row in new {
        tx.record(session.event(
            "company.created",
            subject(row),
            json!({ "name": row.facts.name }),
        ));
        session.log("company", row.id, None, row.version);
    }
    Ok(())
}

fn subject(row: &CompanyRow) -> Subject {
    Subject {
        owner: row.facts.owner_id,
        company: Some(row.id),
        ..Subject::default()
    }
}

/// A company that another record names and that is not there yet.
pub fn named(id: Uuid, facts: CompanyFacts, now: Time) -> CompanyRow {
    CompanyRow::new(id, facts, now, now)
}
