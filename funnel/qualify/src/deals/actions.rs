//! Answering, qualifying, refusing and putting back. The route has checked the permission; visibility is
//! checked by the core.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Event, Problem, Result, Text, Time, Uuid};
use chrono::NaiveDate;
use chrono_tz::Tz;
use crm::deals::moves::{self, Wish};
use crm::deals::store::DealRow;
use crm::marks::{self, Kind as MarkKind, Mark};
use crm::pipelines::{self, StageKind};
use crm::records::Record;
use crm::tasks;
use crm::tasks::model::TaskFacts;
use db::{Conn, Tx};
use serde_json::json;

use super::store::{self, AnswerRow, VerdictRow};
use crate::questions::model::{Progress, Question, Told, progress};
use crate::questions::store::{self as sets, SetRow};

/// A deal's questions and what has been answered.
#[derive(Debug, Clone)]
pub struct Standing {
    pub set: SetRow,
    pub questions: Vec<Question>,
    /// By the key of the question, the newest first.
    pub answers: BTreeMap<String, Vec<AnswerRow>>,
    pub verdict: Option<VerdictRow>,
}

impl Standing {
    pub fn progress(&self) -> Progress {
        progress(&self.questions, |key| {
            let newest = self.answers.get(key)?.first()?;
            newest.value.as_ref()?;
            Some(Told {
                speaks_for: newest.speaks_for,
            })
        })
    }
}

/// How a deal stands; the caller has checked that the actor sees it.
///
/// # Errors
/// `not_found` when there are no questions for its pipeline.
pub async fn standing(conn: Conn<'_>, deal: &DealRow) -> Result<Standing> {
    let set = sets::of_pipeline(conn, deal.pipeline_id)
        .await?
        .ok_or_else(no_questions)?;
    let mut answers: BTreeMap<String, Vec<AnswerRow>> = BTreeMap::new();
    for row in store::answers(conn, deal.id).await? {
        answers.entry(row.question.clone()).or_default().push(row);
    }
    Ok(Standing {
        questions: set.questions()?,
        set,
        answers,
        verdict: verdict(conn, deal).await?,
    })
}

/// The newest decision about a deal. Its day to come back holds only while it is the one that the deal was lost by.
async fn verdict(conn: Conn<'_>, deal: &DealRow) -> Result<Option<VerdictRow>> {
    let mut last = store::last_verdict(conn, deal.id).await?;
    if let Some(verdict) = &mut last
        && deal.lost_at.is_none_or(|at| verdict.at < at.0)
    {
        verdict.back_on = None;
    }
    Ok(last)
}

fn no_questions() -> Problem {
    Problem::not_found().with_detail(Text::fixed(
        "Для этой воронки нет вопросов квалификации: заведите их в настройках",
        "There are no qualification questions for this pipeline: add them in the settings",
    ))
}

/// A deal that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn deal(conn: Conn<'_>, actor: &base::Actor, id: Uuid) -> Result<DealRow> {
    Record::Deal(id).owner(conn, actor).await?;
    let row = crm::deals::store::find(conn, id).await?;
    row.ok_or_else(Problem::not_found)
}

/// An answer to a question.
#[derive(Debug, Clone, Default)]
pub struct NewAnswer {
    /// None takes the answer back.
    pub value: Option<String>,
    pub proof: String,
    /// Who answered.
    pub contact_id: Option<Uuid>,
}

/// Writes an answer down beside those that were given before.
///
/// # Errors
/// `not_found`, `invalid`.
pub async fn answer(tx: &Tx, deal_id: Uuid, key: &str, new: NewAnswer) -> Result<()> {
    let row = deal(tx.conn(), &tx.actor, deal_id).await?;
    let now = standing(tx.conn(), &row).await?;
    let question = now
        .questions
        .iter()
        .find(|question| question.key == key)
        .ok_or_else(Problem::not_found)?;
    let (value, speaks_for) = match &new.value {
        Some(value) => {
            let (value, speaks_for) = question.read(value)?;
            (Some(value), speaks_for)
        }
        None => (None, None),
    };
    if let Some(contact) = new.contact_id {
        let contact = Record::Contact(contact);
        contact.owner_in(tx.conn(), &tx.actor, "contact_id").await?;
    }
    let answer = AnswerRow {
        id: tx.new_id(),
        deal_id,
        set_id: now.set.id,
        set_number: now.set.number,
        question: key.to_owned(),
        value,
        speaks_for,
        proof: new.proof.trim().chars().take(2_000).collect(),
        contact_id: new.contact_id,
        contact_name: None,
        by_id: tx.actor.user_id,
        by_name: None,
        at: tx.now().0,
    };
    store::insert_answer(tx.conn(), &answer).await?;
    for word in ["yes", "no"] {
        marks::actions::remove(tx, deal_id, MarkKind::Answer, &format!("{key}.{word}")).await?;
    }
    if let Some(speaks_for) = speaks_for {
        let mark = mark(question, speaks_for);
        marks::actions::put(tx, deal_id, &mark, tx.now()).await?;
    }
    Record::Deal(deal_id).touch(tx).await?;
    let payload = json!({ "question": question.text, "key": key, "value": answer.value });
    tx.record(Event::new(
        "deal.answered",
        Record::Deal(deal_id).subject(row.owner_id),
        payload,
    ));
    Ok(())
}

/// The group of deals where an answer speaks for the client, or against.
pub fn mark(question: &Question, speaks_for: bool) -> Mark {
    let word = if speaks_for { "yes" } else { "no" };
    let text = question.text.trim_end_matches('?');
    let name = match speaks_for {
        true => Text::new(format!("{text}: да"), format!("{text}: yes")),
        false => Text::new(format!("{text}: нет"), format!("{text}: no")),
    };
    Mark {
        kind: MarkKind::Answer,
        key: format!("{}.{word}", question.key),
        name,
    }
}

/// A deal on a stage of qualification that lacks answers which open its gates.
#[derive(Debug, Clone)]
pub struct Unanswered {
    pub row: store::UnansweredRow,
    /// The questions, as they are asked.
    pub missing: Vec<String>,
}

/// Open deals on stages of qualification whose gates are not answered for the client, the longest waiting first.
///
/// # Errors
/// When the database refuses.
pub async fn unanswered(
    conn: Conn<'_>,
    scope: &base::Scope,
    most: usize,
) -> Result<Vec<Unanswered>> {
    let mut found = Vec::new();
    for pipeline in pipelines::store::list(conn, Some(false)).await? {
        let Some(set) = sets::of_pipeline(conn, pipeline.id).await? else {
            continue;
        };
        let mut gates = Vec::new();
        for question in set.questions()?.into_iter().filter(|asked| asked.gate) {
            let key = mark(&question, true).key;
            let known = marks::store::find(conn, MarkKind::Answer, &key).await?;
            gates.push((question.text, known.map(|mark| mark.id)));
        }
        if gates.is_empty() {
            continue;
        }
        let opened: Vec<Option<Uuid>> = gates.iter().map(|(_, mark)| *mark).collect();
        let gates = Arc::new(gates);
        for stage in &pipeline.stages {
            if stage.kind == StageKind::Qualify {
                let rows = store::without_marks(conn, scope, stage.id, &opened, most as i64);
                found.extend(rows.await?.into_iter().map(|row| (row, gates.clone())));
            }
        }
    }
    found.sort_by_key(|(row, _)| (row.stage_entered_at, row.deal_id));
    found.truncate(most);
    let deals: Vec<Uuid> = found.iter().map(|(row, _)| row.deal_id).collect();
    let opened = found.iter().flat_map(|(_, gates)| gates.iter());
    let opened: BTreeSet<Uuid> = opened.filter_map(|(_, mark)| *mark).collect();
    let has = store::marked(conn, &deals, opened).await?;
    let told = found.into_iter().map(|(row, gates)| {
        let open =
            |mark: &Option<Uuid>| mark.is_some_and(|mark| has.contains(&(row.deal_id, mark)));
        let missing = gates.iter().filter(|(_, mark)| !open(mark));
        let missing = missing.map(|(text, _)| text.clone()).collect();
        Unanswered { row, missing }
    });
    Ok(told.collect())
}

/// Qualifies a deal: it moves on to the first stage behind those where deals are qualified.
///
/// # Errors
/// `conflict` while a gate is open, naming the questions, or when the deal has passed already.
pub async fn qualify(tx: &Tx, deal_id: Uuid, version: i64, note: &str) -> Result<()> {
    let row = deal(tx.conn(), &tx.actor, deal_id).await?;
    let now = standing(tx.conn(), &row).await?;
    let open = now.progress().open_gates;
    if !open.is_empty() {
        let texts: Vec<&str> = now
            .questions
            .iter()
            .filter(|question| open.contains(&question.key))
            .map(|question| question.text.as_str())
            .collect();
        let list = texts.join(", ");
        return Err(Problem::conflict(Text::new(
            format!("Пока нельзя: сначала нужен ответ за клиента на вопросы: {list}"),
            format!("Not yet: these questions have to be answered for the client first: {list}"),
        )));
    }
    let stage_id = next_stage(tx, &row).await?;
    moves::take(tx, deal_id, Some(version), Wish::Move { stage_id }).await?;
    decide(tx, &row, &now, "qualified", note, None).await
}

/// The first stage in use behind the kinds attract and qualify.
async fn next_stage(tx: &Tx, row: &DealRow) -> Result<Uuid> {
    let pipeline = pipelines::store::find(tx.conn(), row.pipeline_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let stands = pipeline.stage(row.stage_id).map(|stage| stage.kind);
    if stands.is_some_and(|kind| kind > StageKind::Qualify) {
        return Err(Problem::conflict(Text::fixed(
            "Сделка уже прошла квалификацию",
            "The deal has passed qualification already",
        )));
    }
    let mut stages: Vec<_> = pipeline
        .stages
        .iter()
        .filter(|stage| !stage.archived && stage.kind > StageKind::Qualify)
        .collect();
    stages.sort_by_key(|stage| stage.position);
    let next = stages.first().map(|stage| stage.id);
    next.ok_or_else(|| {
        Problem::conflict(Text::fixed(
            "В воронке нет этапа после квалификации: добавьте его в настройках",
            "The pipeline has no stage after qualification: add one in the settings",
        ))
    })
}

/// Refuses a deal for a reason.
///
/// # Errors
/// `not_found`, `stale`, `conflict`, `invalid`.
pub async fn disqualify(
    tx: &Tx,
    deal_id: Uuid,
    version: i64,
    reason_id: Uuid,
    note: &str,
) -> Result<()> {
    let row = deal(tx.conn(), &tx.actor, deal_id).await?;
    let now = standing(tx.conn(), &row).await?;
    lose(tx, deal_id, version, reason_id, note).await?;
    decide(tx, &row, &now, "disqualified", note, None).await
}

/// Puts a deal back until a day: it is lost for now, and a task of its owner brings it up again.
///
/// # Errors
/// `invalid` for a day that is not to come; as [`disqualify`].
pub async fn recycle(
    tx: &Tx,
    deal_id: Uuid,
    version: i64,
    reason_id: Uuid,
    back: (NaiveDate, Time),
    note: &str,
) -> Result<()> {
    let (day, at) = back;
    if at <= tx.now() {
        return Err(Problem::field(
            "back_on",
            "out_of_range",
            Text::fixed("Выберите день впереди", "Choose a day to come"),
        ));
    }
    let row = deal(tx.conn(), &tx.actor, deal_id).await?;
    let now = standing(tx.conn(), &row).await?;
    lose(tx, deal_id, version, reason_id, note).await?;
    let lang = api::Workspace::load(tx.conn()).await?.lang;
    let title = Text::new(
        format!("Вернуться к клиенту: {}", row.title),
        format!("Come back to the client: {}", row.title),
    );
    let facts = TaskFacts {
        title: title.get(lang).chars().take(500).collect(),
        details: (!note.trim().is_empty()).then(|| note.trim().to_owned()),
        due_at: Some(at.0),
        assignee_id: row.owner_id.or(tx.actor.user_id),
        deal_id: Some(deal_id),
        ..TaskFacts::default()
    };
    tasks::actions::create(tx, facts).await?;
    decide(tx, &row, &now, "recycled", note, Some(day)).await
}

/// Takes a deal that was put back to work again, before its day or after it; the task that was to bring it up is
/// done with that.
///
/// # Errors
/// `not_found`; `conflict` when it was not put back.
pub async fn take_back(tx: &Tx, deal_id: Uuid, version: Option<i64>, zone: Tz) -> Result<()> {
    let row = deal(tx.conn(), &tx.actor, deal_id).await?;
    let last = verdict(tx.conn(), &row).await?;
    let Some(back_on) = last.and_then(|verdict| verdict.back_on) else {
        return Err(Problem::conflict(Text::fixed(
            "Эта сделка не отложена",
            "This deal was not put back",
        )));
    };
    moves::take(tx, deal_id, version, Wish::Reopen { stage_id: None }).await?;
    if let Ok(day) = back_on.parse::<NaiveDate>() {
        let due = base::time::day_start(day, zone);
        for task in tasks::store::open_of_deal(tx.conn(), deal_id, due).await? {
            // A task of somebody whom the actor does not see stays theirs.
            if tasks::actions::find(tx.conn(), &tx.actor, task)
                .await
                .is_ok()
            {
                tasks::actions::complete(tx, task).await?;
            }
        }
    }
    Ok(())
}

async fn lose(tx: &Tx, deal_id: Uuid, version: i64, reason_id: Uuid, note: &str) -> Result<()> {
    let note = note.trim();
    let wish = Wish::Lose {
        reason_id,
        note: (!note.is_empty()).then(|| note.to_owned()),
    };
    moves::take(tx, deal_id, Some(version), wish).await?;
    Ok(())
}

async fn decide(
    tx: &Tx,
    row: &DealRow,
    now: &Standing,
    verdict: &'static str,
    note: &str,
    back_on: Option<NaiveDate>,
) -> Result<()> {
    let progress = now.progress();
    let decided = VerdictRow {
        id: tx.new_id(),
        deal_id: row.id,
        verdict: verdict.to_owned(),
        score: progress.score,
        note: note.trim().chars().take(5_000).collect(),
        back_on: back_on.map(|day| day.to_string()),
        by_id: tx.actor.user_id,
        at: tx.now().0,
    };
    store::insert_verdict(tx.conn(), &decided).await?;
    let kind = match verdict {
        "qualified" => "deal.qualified",
        "disqualified" => "deal.disqualified",
        _ => "deal.recycled",
    };
    let payload =
        json!({ "score": progress.score, "note": decided.note, "back_on": decided.back_on });
    tx.record(Event::new(
        kind,
        Record::Deal(row.id).subject(row.owner_id),
        payload,
    ));
    Ok(())
}
