//! Importing contacts: `known` finds the contact that is meant.

mod known;

use base::{Result, Subject, Text, Time};
use crm::contacts::model::ContactFacts;
use crm::contacts::points::{NewPoint, Point, PointKind, PointLabel, checked as checked_points};
use crm::contacts::store::{self, ContactRow};
use serde_json::json;

use super::file::Row;
use super::links::CompanyWish;
use super::notes::{self, NewNote};
use super::row::{Cells, Columns};
use super::session::{Place, Session, Verdict, again, out_of_sight, reason, written};
use super::values::split_person;
use known::keys;
pub use known::{Known, names};

/// What a row says of a contact. Absent facts are kept as they are.
struct Input {
    facts: ContactFacts,
    company: CompanyWish,
    created_at: Option<Time>,
}

fn read(cells: &mut Cells<'_>, session: &Session) -> Input {
    let mut facts = ContactFacts {
        last_name: cells.text("last_name").unwrap_or_default(),
        first_name: cells.text("first_name").unwrap_or_default(),
        middle_name: cells.text("middle_name").unwrap_or_default(),
        job_title: cells.text("job_title"),
        owner_id: cells.owner("owner", &session.people),
        external_id: cells.id("external_id"),
        ..ContactFacts::default()
    };
    if let Some(name) = cells.text("name")
        && facts.name().is_empty()
    {
        (facts.last_name, facts.first_name, facts.middle_name) = split_person(&name);
    }
    let mut points = Vec::new();
    let mut add = |kind, label, values: Vec<String>| {
        points.extend(
            values
                .into_iter()
                .map(|value| NewPoint { kind, value, label }),
        );
    };
    add(PointKind::Phone, PointLabel::Work, cells.phones("phone"));
    add(PointKind::Phone, PointLabel::Mobile, cells.phones("mobile"));
    add(PointKind::Email, PointLabel::Work, cells.emails("email"));
    add(
        PointKind::Email,
        PointLabel::Other,
        cells.emails("email_other"),
    );
    match checked_points(&points) {
        Ok(points) => facts.points = points,
        Err(problem) => cells.refuse(reason(session.entity, &problem)),
    }
    if facts.name().is_empty() {
        // Somebody of whom only an address or a number is known is called by it.
        match facts.points.first() {
            Some(point) => facts.last_name = point.raw.chars().take(100).collect(),
            None => cells.refuse(Text::fixed(
                "Нет ни имени, ни телефона, ни почты",
                "There is no name, no phone and no e-mail",
            )),
        }
    }
    let company = CompanyWish {
        external_id: cells.id("company_external_id"),
        inn: cells.requisite("company_inn"),
        name: cells.text("company"),
    };
    Input {
        facts,
        company,
        created_at: cells.moment("created_at"),
    }
}

/// `facts` where they say something, and the rest as it was. Phones and addresses are added, none is taken away.
fn merged(was: &ContactFacts, facts: &ContactFacts) -> ContactFacts {
    let text = |new: &String, old: &String| {
        if new.is_empty() {
            old.clone()
        } else {
            new.clone()
        }
    };
    let known = |point: &Point| {
        was.points
            .iter()
            .any(|old| old.kind == point.kind && old.value == point.value)
    };
    // A name made of an address does not replace a real one.
    let named = !facts
        .points
        .iter()
        .any(|point| point.raw == facts.last_name);
    let (last, first, middle) = if named {
        (
            text(&facts.last_name, &was.last_name),
            text(&facts.first_name, &was.first_name),
            text(&facts.middle_name, &was.middle_name),
        )
    } else {
        (
            was.last_name.clone(),
            was.first_name.clone(),
            was.middle_name.clone(),
        )
    };
    ContactFacts {
        last_name: last,
        first_name: first,
        middle_name: middle,
        job_title: facts.job_title.clone().or_else(|| was.job_title.clone()),
        company_id: facts.company_id.or(was.company_id),
        owner_id: facts.owner_id.or(was.owner_id),
        external_id: facts
            .external_id
            .clone()
            .or_else(|| was.external_id.clone()),
        points: was
            .points
            .iter()
            .cloned()
            .chain(facts.points.iter().filter(|point| !known(point)).cloned())
            .collect(),
    }
}

/// Remembers rows that an earlier process has taken and committed.
pub async fn remember(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<()> {
    let columns = session.columns.clone();
    let (read_rows, known) = prepared(session, place, &columns, rows).await?;
    for (mut cells, mut input) in read_rows {
        input.facts.company_id = session.company(&mut cells, &input.company, input.facts.owner_id);
        let mut keys = keys(&input.facts);
        if let Some(row) = known.find(&input.facts, |id| session.seen.has_record(id)) {
            keys.record(row.id);
        }
        session
            .seen
            .take(cells.row.number, &keys, cells.fingerprint());
    }
    Ok(())
}

type ReadRows<'a> = Vec<(Cells<'a>, Input)>;

/// The rows as values, with everything at hand that they may be about.
async fn prepared<'a>(
    session: &mut Session,
    place: Place<'_>,
    columns: &'a Columns,
    rows: &'a [Row],
) -> Result<(ReadRows<'a>, Known)> {
    let mut read_rows: ReadRows<'_> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, columns, session.now);
        let input = read(&mut cells, session);
        read_rows.push((cells, input));
    }
    session
        .load_companies(place, read_rows.iter().map(|(_, input)| &input.company))
        .await?;
    let known = Known::load(place, read_rows.iter().map(|(_, input)| &input.facts)).await?;
    Ok((read_rows, known))
}

pub async fn batch(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    let columns = session.columns.clone();
    let (read_rows, known) = prepared(session, place, &columns, rows).await?;
    let mut verdicts = Vec::with_capacity(rows.len());
    let (mut new, mut changed, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (mut cells, input) in read_rows {
        session.links.begin_row();
        let verdict = decide(
            session,
            &known,
            &mut cells,
            input,
            &mut new,
            &mut changed,
            &mut notes,
        );
        if matches!(verdict, Verdict::Refused(_)) {
            session.links.forget_row();
        }
        session.warn(&mut cells);
        verdicts.push(verdict);
    }
    session.write_links(place).await?;
    if let Some(tx) = place.tx {
        insert(session, place, &new).await?;
        for (was, row) in &changed {
            written(
                store::update(tx.conn(), row, was.version)
                    .await
                    .map_err(again)?,
            )?;
            let changes = crm::changes::between(&was.facts, &row.facts);
            tx.record(session.event(
                "contact.changed",
                subject(row),
                json!({ "changes": changes }),
            ));
            session.log("contact", row.id, Some(json!(was.facts)), row.version);
        }
        notes::write(session, tx, notes).await?;
    }
    Ok(verdicts)
}

fn decide(
    session: &mut Session,
    known: &Known,
    cells: &mut Cells<'_>,
    mut input: Input,
    new: &mut Vec<ContactRow>,
    changed: &mut Vec<(ContactRow, ContactRow)>,
    notes: &mut Vec<NewNote>,
) -> Verdict {
    if !cells.is_refused() {
        input.facts.company_id = session.company(cells, &input.company, input.facts.owner_id);
    }
    if cells.is_refused() {
        return Verdict::Refused(cells.reason());
    }
    let mut keys = keys(&input.facts);
    let was = known.find(&input.facts, |id| session.seen.has_record(id));
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
                let row = ContactRow {
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
        let facts = ContactFacts {
            owner_id: input.facts.owner_id.or(session.options.default_owner_id),
            ..input.facts
        };
        match facts.checked() {
            Err(problem) => return Verdict::Refused(reason(session.entity, &problem)),
            Ok(facts) => {
                let created_at = input.created_at.unwrap_or(session.now);
                let row = ContactRow::new(session.new_id(), facts, created_at, session.now);
                keys.record(row.id);
                notes.extend(
                    cells
                        .note(session.lang)
                        .map(|text| NewNote::contact(row.id, text)),
                );
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

/// Writes new contacts with their events and their way back; also those that deals bring along.
pub async fn insert(session: &mut Session, place: Place<'_>, new: &[ContactRow]) -> Result<()> {
    let Some(tx) = place.tx else { return Ok(()) };
    store::insert_many(tx.conn(), new).await.map_err(again)?;
    for row in new {
        tx.record(session.event(
            "contact.created",
            subject(row),
            json!({ "name": row.facts.name() }),
        ));
        session.log("contact", row.id, None, row.version);
    }
    Ok(())
}

fn subject(row: &ContactRow) -> Subject {
    Subject {
        owner: row.facts.owner_id,
        contact: Some(row.id),
        company: row.facts.company_id,
        ..Subject::default()
    }
}
