//! Importing deals with their past: `input` reads a row, `past` makes a history of what it says,
//! `known` finds the deal that is meant, `places` the stages that are named; here rows are decided on,
//! and `write` writes them.

mod input;
mod known;
mod past;
mod places;
mod write;

use base::{Result, Text, Uuid};
use crm::deals::store::DealRow;
use crm::dictionaries::Dictionary;

use super::file::Row;
use super::history::Summary;
use super::notes::NewNote;
use super::row::{Cells, Columns};
use super::seen::Keys;
use super::session::{Place, Session, Verdict, out_of_sight};
use super::values::ending;
use input::Input;
pub use known::{Known, Titles};
use past::Says;
pub use past::{change_rows, past_of};
use places::{Places, pipeline_of, places};
pub use write::{Before, index, subject};
use write::{Change, New};

/// Remembers rows that an earlier process has taken and committed.
pub async fn remember(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<()> {
    let columns = session.columns.clone();
    let (read_rows, known) = prepared(session, place, &columns, rows).await?;
    for (mut cells, input) in read_rows {
        let company = session.company(&mut cells, &input.company, input.owner);
        let mut keys = input.keys(company);
        if let Some(deal) = known.find(&input, company) {
            keys.record(deal.row.id);
        }
        session
            .seen
            .take(cells.row.number, &keys, cells.fingerprint());
    }
    Ok(())
}

type ReadRows<'a> = Vec<(Cells<'a>, Input)>;

/// The rows as values, with everything at hand that they name.
async fn prepared<'a>(
    session: &mut Session,
    place: Place<'_>,
    columns: &'a Columns,
    rows: &'a [Row],
) -> Result<(ReadRows<'a>, Known)> {
    let mut read_rows: ReadRows<'_> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, columns, session.now);
        let input = Input::read(&mut cells, session);
        read_rows.push((cells, input));
    }
    session
        .load_companies(place, read_rows.iter().map(|(_, input)| &input.company))
        .await?;
    session
        .load_contacts(place, read_rows.iter().map(|(_, input)| &input.contact))
        .await?;
    let known = Known::load(session, place, read_rows.iter().map(|(_, input)| input)).await?;
    Ok((read_rows, known))
}

pub async fn batch(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    let columns = session.columns.clone();
    let (mut read_rows, known) = prepared(session, place, &columns, rows).await?;
    make_stages(session, place, &known, &read_rows).await?;
    let mut verdicts = Vec::with_capacity(rows.len());
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for (cells, input) in &mut read_rows {
        session.links.begin_row();
        session.catalog.begin_row();
        let verdict = decide(session, &known, cells, input, &mut new, &mut changed);
        if matches!(verdict, Verdict::Refused(_)) {
            session.links.forget_row();
            session.catalog.forget_row();
        }
        session.warn(cells);
        verdicts.push(verdict);
    }
    session.write_names(place).await?;
    session.write_links(place).await?;
    if let Some(tx) = place.tx {
        write::write(session, tx, new, changed).await?;
    }
    Ok(verdicts)
}

/// Adds the pipelines and stages that rows name and that are not there yet.
async fn make_stages(
    session: &mut Session,
    place: Place<'_>,
    known: &Known,
    rows: &ReadRows<'_>,
) -> Result<()> {
    for (_, input) in rows.iter().filter(|(cells, _)| !cells.is_refused()) {
        if let Some(name) = &input.pipeline {
            session.make_pipeline(place, name).await?;
        }
        let Some(pipeline) =
            pipeline_of(session, known.by_external(input), input).map(|found| found.id)
        else {
            continue;
        };
        let named = input
            .stage
            .iter()
            .chain(input.entered.iter().map(|(name, _)| name));
        let names: Vec<String> = named
            .filter(|name| ending(name).is_none())
            .cloned()
            .collect();
        for name in names {
            session.make_stage(place, pipeline, &name).await?;
        }
    }
    Ok(())
}

fn decide(
    session: &mut Session,
    known: &Known,
    cells: &mut Cells<'_>,
    input: &mut Input,
    new: &mut Vec<New>,
    changed: &mut Vec<Change>,
) -> Verdict {
    if cells.is_refused() {
        return Verdict::Refused(cells.reason());
    }
    let company = session.company(cells, &input.company, input.owner);
    let mut keys = input.keys(company);
    let deal = known.find(input, company);
    if let Some(deal) = deal {
        keys.record(deal.row.id);
    }
    if cells.is_refused() {
        return Verdict::Refused(cells.reason());
    }
    if let Some(verdict) = session.repeat(cells, &keys) {
        return verdict;
    }
    if deal.is_some_and(|deal| !session.actor.scope.sees(deal.row.owner_id)) {
        return Verdict::Refused(out_of_sight());
    }
    input.contact.company_id = company;
    input.contact.owner_id = input.owner;
    let contact = session.contact(cells, &input.contact);
    let places = places(session, cells, deal, input);
    let links = Named {
        company,
        contact,
        source: named(
            session,
            cells,
            "source",
            Dictionary::Sources,
            input.source.as_deref(),
        ),
        lost_reason: named(
            session,
            cells,
            "lost_reason",
            Dictionary::LostReasons,
            input.lost_reason.as_deref(),
        ),
        tags: input
            .tags
            .iter()
            .filter_map(|tag| named(session, cells, "tags", Dictionary::Tags, Some(tag)))
            .collect(),
    };
    let Some(places) = places.filter(|_| !cells.is_refused()) else {
        return Verdict::Refused(cells.reason());
    };
    let verdict = match deal {
        Some(deal) => update(session, cells, deal, input, &places, &links, changed),
        None => create(session, cells, input, &places, &links, &mut keys, new),
    };
    if !matches!(verdict, Verdict::Refused(_)) {
        session
            .seen
            .take(cells.row.number, &keys, cells.fingerprint());
    }
    verdict
}

/// The ids of what a row names.
struct Named {
    company: Option<Uuid>,
    contact: Option<Uuid>,
    source: Option<Uuid>,
    lost_reason: Option<Uuid>,
    tags: Vec<Uuid>,
}

fn named(
    session: &mut Session,
    cells: &mut Cells<'_>,
    key: &str,
    dictionary: Dictionary,
    name: Option<&str>,
) -> Option<Uuid> {
    let name = name?;
    let found = session.named(dictionary, name);
    if found.is_none() {
        cells.wrong(
            key,
            &Text::new(
                format!("«{name}» нет в справочнике"),
                format!("“{name}” is not in the list"),
            ),
        );
    }
    found
}

fn create(
    session: &mut Session,
    cells: &mut Cells<'_>,
    input: &Input,
    places: &Places,
    links: &Named,
    keys: &mut Keys,
    new: &mut Vec<New>,
) -> Verdict {
    let Some(title) = input.title() else {
        cells.refuse(Text::fixed(
            "Нет ни названия, ни компании, ни контакта, ни номера",
            "There is no title, no company, no contact and no id",
        ));
        return Verdict::Refused(cells.reason());
    };
    let says = Says::new(input, places, links.lost_reason);
    let past = says.fresh(cells, session.now);
    let summary = past.summary();
    let id = session.new_id();
    keys.record(id);
    let value = input.value.unwrap_or(base::Money::new(
        0,
        input.currency.unwrap_or(session.options.currency),
    ));
    let row = DealRow {
        id,
        title,
        value,
        company_id: links.company,
        owner_id: input.owner.or(session.options.default_owner_id),
        source_id: links.source,
        pipeline_id: places.pipeline,
        stage_id: summary.stage.stage,
        status: summary.status,
        stage_entered_at: summary.stage_entered_at,
        reached_stage_id: summary.reached.stage,
        reached_kind: summary.reached.rank,
        expected_close: input.expected_close(summary.status),
        next_step: input.next_step.clone(),
        next_step_at: input.next_step_at,
        won_at: summary.won_at,
        lost_at: summary.lost_at,
        lost_reason_id: summary.lost_reason,
        lost_note: None,
        last_activity_at: summary.last_at,
        external_id: input.external_id.clone(),
        created_at: summary.created_at,
        updated_at: session.now,
        version: 1,
    };
    let note = cells.note(session.lang).map(|text| NewNote::deal(id, text));
    new.push(New {
        row,
        changes: past.changes(),
        tags: links.tags.clone(),
        contacts: links.contact.into_iter().collect(),
        note,
    });
    Verdict::Created
}

fn update(
    session: &mut Session,
    cells: &mut Cells<'_>,
    deal: &known::Found,
    input: &Input,
    places: &Places,
    links: &Named,
    changed: &mut Vec<Change>,
) -> Verdict {
    if !session.options.update_existing {
        return Verdict::Unchanged;
    }
    let was = &deal.row;
    let Some(past_was) = past_of(&deal.changes, &session.catalog) else {
        cells.refuse(Text::fixed(
            "История сделки повреждена",
            "The history of the deal is damaged",
        ));
        return Verdict::Refused(cells.reason());
    };
    let mut past = past_was.clone();
    let moved = Says::new(input, places, links.lost_reason).onto(&mut past, cells, session.now);
    let mut row = DealRow {
        title: input.title.clone().unwrap_or_else(|| was.title.clone()),
        value: input.value_over(was.value),
        company_id: links.company.or(was.company_id),
        owner_id: input.owner.or(was.owner_id),
        source_id: links.source.or(was.source_id),
        next_step: input.next_step.clone().or_else(|| was.next_step.clone()),
        next_step_at: input.next_step_at.or(was.next_step_at),
        external_id: input
            .external_id
            .clone()
            .or_else(|| was.external_id.clone()),
        ..was.clone()
    };
    if moved {
        put_summary(&mut row, &past.summary());
    }
    row.expected_close = input.expected_close(row.status).or(was.expected_close);
    let tags: Vec<Uuid> = links
        .tags
        .iter()
        .filter(|tag| !deal.tags.contains(tag))
        .copied()
        .collect();
    let contacts: Vec<Uuid> = links
        .contact
        .iter()
        .filter(|id| !deal.contacts.contains(id))
        .copied()
        .collect();
    if row == *was && !moved && tags.is_empty() && contacts.is_empty() {
        return Verdict::Unchanged;
    }
    row.updated_at = session.now;
    row.version = was.version + 1;
    changed.push(Change {
        before: Before {
            row: was.clone(),
            changes: moved.then(|| deal.changes.clone()),
            tags: tags.clone(),
            contacts: contacts.clone(),
        },
        row,
        changes: moved.then(|| past.changes()),
        tags,
        contacts,
        places_taken: deal.contacts.len(),
    });
    Verdict::Updated
}

/// Writes into a deal where its past leads.
pub fn put_summary(row: &mut DealRow, summary: &Summary) {
    row.pipeline_id = summary.stage.pipeline;
    row.stage_id = summary.stage.stage;
    row.status = summary.status;
    row.stage_entered_at = summary.stage_entered_at;
    row.reached_stage_id = summary.reached.stage;
    row.reached_kind = summary.reached.rank;
    row.won_at = summary.won_at;
    row.lost_at = summary.lost_at;
    row.lost_reason_id = summary.lost_reason;
    if summary.lost_at.is_none() {
        row.lost_note = None;
    }
    row.created_at = summary.created_at;
    row.last_activity_at = row.last_activity_at.max(summary.last_at);
}
