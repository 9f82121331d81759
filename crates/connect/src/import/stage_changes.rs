//! Importing moves of deals from a log: each row adds one moment to the past of a deal.

use std::collections::{BTreeSet, HashMap};

use base::fold::fold;
use base::{Result, Text, Time, Uuid};
use crm::deals::model::{Spot, Status};
use crm::deals::store::{ChangeRow, DealRow, past as store};
use crm::dictionaries::Dictionary;
use crm::pipelines::Pipeline;
use serde_json::json;

use super::catalog::stage_named;
use super::companies::unique;
use super::deals::{Before, Titles, change_rows, index, past_of, put_summary, subject};
use super::file::Row;
use super::history::{Mark, Past, What};
use super::row::Cells;
use super::session::{Place, Session, Verdict, again, written};
use super::values::{Outcome, ending};

/// What a row says.
struct Input {
    deal: Option<String>,
    stage: Option<String>,
    at: Option<Time>,
    from_stage: Option<String>,
    by: Option<Uuid>,
    outcome: Option<Outcome>,
    lost_reason: Option<String>,
}

fn read(cells: &mut Cells<'_>, session: &Session) -> Input {
    let stage = cells.text("stage");
    let by_stage = stage.as_deref().and_then(ending);
    let by = cells.text("by");
    let input = Input {
        deal: cells.id("deal"),
        stage,
        at: cells.moment("at"),
        from_stage: cells.text("from_stage"),
        by: by.as_deref().and_then(|name| session.people.find(name)),
        outcome: cells.outcome("status").or(by_stage),
        lost_reason: cells.text("lost_reason"),
    };
    if let Some(name) = by.filter(|_| input.by.is_none()) {
        cells.warnings.push(Text::new(
            format!("Нет сотрудника «{name}»: переход записан без имени"),
            format!("There is no user “{name}”: the move is kept without a name"),
        ));
    }
    if !cells.is_refused() {
        let nothing = |ru, en| Text::fixed(ru, en);
        if input.deal.is_none() {
            cells.refuse(nothing("Не указана сделка", "The deal is missing"));
        }
        if input.at.is_none() {
            cells.refuse(nothing("Не указана дата", "The date is missing"));
        }
        if input.stage.is_none() && input.outcome.is_none() {
            cells.refuse(nothing(
                "Не указан ни этап, ни исход",
                "Both the stage and the outcome are missing",
            ));
        }
    }
    input
}

/// A deal with its past as the rows so far have left it.
pub struct Log {
    row: DealRow,
    was: Vec<ChangeRow>,
    past: Past,
    changed: bool,
}

/// The deals that the rows of a batch name.
struct Deals {
    by_external: HashMap<String, Uuid>,
    by_title: HashMap<String, Vec<Uuid>>,
}

impl Deals {
    /// Reads the deals that are not at hand yet into the session's logs.
    async fn load(session: &mut Session, place: Place<'_>, names: Vec<String>) -> Result<Self> {
        let names = unique(names);
        let mut rows = store::find_by_external_ids(place.conn, &names).await?;
        let by_external: HashMap<String, Uuid> = rows
            .iter()
            .filter_map(|row| Some((row.external_id.clone()?, row.id)))
            .collect();
        let rest: Vec<&String> = names
            .iter()
            .filter(|name| !by_external.contains_key(*name))
            .collect();
        let mut by_title: HashMap<String, Vec<Uuid>> = HashMap::new();
        if !rest.is_empty() {
            if session.titles.is_none() {
                session.titles = Some(Titles::load(place.conn).await?);
            }
            let ids: BTreeSet<Uuid> = session
                .titles
                .iter()
                .flat_map(|titles| rest.iter().flat_map(|name| titles.find(name)))
                .copied()
                .collect();
            let ids: Vec<Uuid> = ids.into_iter().collect();
            for row in store::find_many(place.conn, &ids).await? {
                by_title.entry(fold(&row.title)).or_default().push(row.id);
                rows.push(row);
            }
        }
        rows.retain(|row| !session.logs.contains_key(&row.id));
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut changes = store::changes_of(place.conn, &ids).await?;
        for row in rows {
            let was = changes.remove(&row.id).unwrap_or_default();
            if let Some(past) = past_of(&was, &session.catalog) {
                session.logs.insert(
                    row.id,
                    Log {
                        row,
                        was,
                        past,
                        changed: false,
                    },
                );
            }
        }
        Ok(Self {
            by_external,
            by_title,
        })
    }

    fn find(&self, session: &Session, name: &str) -> std::result::Result<Uuid, Text> {
        let sees = |id: &&Uuid| {
            session
                .logs
                .get(id)
                .is_some_and(|log| session.actor.scope.sees(log.row.owner_id))
        };
        let missing = || {
            Text::new(
                format!("Нет сделки «{name}»"),
                format!("There is no deal “{name}”"),
            )
        };
        if let Some(id) = self.by_external.get(name) {
            return Some(id).filter(sees).copied().ok_or_else(missing);
        }
        let found: Vec<&Uuid> = self
            .by_title
            .get(&fold(name))
            .into_iter()
            .flatten()
            .filter(sees)
            .collect();
        match found[..] {
            [] => Err(missing()),
            [only] => Ok(*only),
            _ => Err(Text::new(
                format!("Сделок с названием «{name}» несколько: укажите номер"),
                format!("There are several deals called “{name}”: give the id"),
            )),
        }
    }
}

pub async fn batch(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    let columns = session.columns.clone();
    let mut read_rows = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, &columns, session.now);
        let input = read(&mut cells, session);
        read_rows.push((cells, input));
    }
    let names = read_rows
        .iter()
        .filter_map(|(_, input)| input.deal.clone())
        .collect();
    let deals = Deals::load(session, place, names).await?;
    for (_, input) in read_rows.iter().filter(|(cells, _)| !cells.is_refused()) {
        let found = input
            .deal
            .as_deref()
            .and_then(|name| deals.find(session, name).ok());
        let pipeline = found
            .and_then(|id| session.logs.get(&id))
            .map(|log| log.row.pipeline_id);
        if let (Some(pipeline), Some(stage)) = (
            pipeline,
            input.stage.clone().filter(|name| ending(name).is_none()),
        ) {
            session.make_stage(place, pipeline, &stage).await?;
        }
    }
    let mut verdicts = Vec::with_capacity(rows.len());
    for (mut cells, input) in read_rows {
        session.catalog.begin_row();
        let verdict = decide(session, &deals, &mut cells, &input);
        if matches!(verdict, Verdict::Refused(_)) {
            session.catalog.forget_row();
        }
        session.warn(&mut cells);
        verdicts.push(verdict);
    }
    session.write_names(place).await?;
    if place.tx.is_some() {
        write(session, place).await?;
    }
    Ok(verdicts)
}

fn decide(session: &mut Session, deals: &Deals, cells: &mut Cells<'_>, input: &Input) -> Verdict {
    let (Some(name), Some(at)) = (&input.deal, input.at) else {
        return Verdict::Refused(cells.reason());
    };
    if cells.is_refused() {
        return Verdict::Refused(cells.reason());
    }
    let id = match deals.find(session, name) {
        Ok(id) => id,
        Err(why) => return Verdict::Refused(why),
    };
    let reason = match &input.lost_reason {
        None => None,
        Some(name) => match session.named(Dictionary::LostReasons, name) {
            Some(id) => Some(id),
            None => {
                return Verdict::Refused(Text::new(
                    format!("Причины «{name}» нет в справочнике"),
                    format!("The reason “{name}” is not in the list"),
                ));
            }
        },
    };
    let now = session.now;
    let Some(log) = session.logs.get_mut(&id) else {
        return Verdict::Refused(Text::fixed(
            "История сделки повреждена",
            "The history of the deal is damaged",
        ));
    };
    let Some(pipeline) = session.catalog.by_id(log.row.pipeline_id) else {
        return Verdict::Refused(Text::fixed(
            "У сделки нет воронки",
            "The deal has no pipeline",
        ));
    };
    let mut stage: Option<Spot> = None;
    if let Some(name) = input.stage.as_deref() {
        stage = stage_named(pipeline, name).map(Spot::from);
        if stage.is_none() && ending(name).is_none() {
            return Verdict::Refused(Text::new(
                format!("Нет этапа «{name}» в воронке «{}»", pipeline.name),
                format!(
                    "There is no stage “{name}” in the pipeline “{}”",
                    pipeline.name
                ),
            ));
        }
    }
    let mut past = log.past.clone();
    if let Some(from) = &input.from_stage {
        check_from(cells, &past, pipeline, from, at);
    }
    let mark = |what| Mark {
        at,
        what,
        by: input.by,
        recorded_at: now,
    };
    let mut changed = false;
    match input.outcome {
        None | Some(Outcome::Open) => {
            changed |= stage.is_some_and(|spot| past.add(mark(What::Entered(spot))));
        }
        Some(Outcome::Won) => {
            let winning = stage
                .filter(|spot| spot.kind.wins())
                .or_else(|| pipeline.winning().map(Spot::from));
            if let Some(spot) =
                stage.filter(|spot| !spot.kind.wins() && stands_at(&past, at) != Some(spot.stage))
            {
                changed |= past.add(mark(What::Entered(spot)));
            }
            changed |= past.add(mark(winning.map_or(What::WonInPlace, What::Entered)));
        }
        Some(Outcome::Lost) => {
            if let Some(spot) =
                stage.filter(|spot| !spot.kind.wins() && stands_at(&past, at) != Some(spot.stage))
            {
                changed |= past.add(mark(What::Entered(spot)));
            }
            changed |= past.add(mark(What::Lost(reason)));
        }
    }
    // A moment that says nothing new is kept for the order of those to come, and changes nothing by itself.
    let told = changed && past.changes() != log.past.changes();
    log.past = past;
    log.changed |= told;
    if told {
        Verdict::Created
    } else {
        Verdict::Unchanged
    }
}

/// Where the deal stood at a moment.
fn stands_at(past: &Past, at: Time) -> Option<Uuid> {
    let changes = past.changes();
    let last = changes
        .iter()
        .rev()
        .find(|change| change.at <= at && change.status != Status::Lost)?;
    Some(last.to.stage)
}

fn check_from(cells: &mut Cells<'_>, past: &Past, pipeline: &Pipeline, from: &str, at: Time) {
    let changes = past.changes();
    let before = changes
        .iter()
        .rev()
        .find(|change| change.at < at)
        .map(|change| change.to.stage);
    let named = stage_named(pipeline, from).map(|stage| stage.id);
    if before.is_some() && before != named {
        cells.warnings.push(Text::fixed(
            "Прежний этап в файле не тот, на котором сделка стояла: порядок взят по датам",
            "The stage before is not the one where the deal stood: the dates give the order",
        ));
    }
}

async fn write(session: &mut Session, place: Place<'_>) -> Result<()> {
    let Some(tx) = place.tx else { return Ok(()) };
    let logs: Vec<Log> = std::mem::take(&mut session.logs)
        .into_values()
        .filter(|log| log.changed)
        .collect();
    let (mut ids, mut history, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for log in logs {
        let mut row = log.row.clone();
        put_summary(&mut row, &log.past.summary());
        row.updated_at = session.now;
        row.version += 1;
        written(
            store::update_whole(tx.conn(), &row, log.row.version)
                .await
                .map_err(again)?,
        )?;
        ids.push(row.id);
        history.extend(change_rows(row.id, &log.past.changes()));
        let changes = crm::changes::between(&log.row, &row);
        let told: serde_json::Map<_, _> = changes
            .into_iter()
            .filter(|(field, _)| !["version", "updated_at"].contains(&field.as_str()))
            .collect();
        tx.record(session.event("deal.changed", subject(&row), json!({ "changes": told })));
        let before = Before {
            row: log.row,
            changes: Some(log.was),
            tags: Vec::new(),
            contacts: Vec::new(),
        };
        session
            .log_once(tx, "deal", row.id, json!(before), row.version)
            .await?;
        rows.push(row);
    }
    store::rewrite_changes(tx.conn(), &ids, &history).await?;
    index(tx, rows.iter()).await
}
