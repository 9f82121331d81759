//! The end of a call: what is written down, what is to be done, and what the stages are told.

use api::Workspace;
use base::{Actor, Event, Result, Subject, Text, Time, Uuid};
use crm::activities::{self, NewActivity};
use crm::tasks::model::TaskFacts;
use crm::{people, tasks};
use db::Tx;
use db::jobs::Work;
use serde_json::json;

use super::actions::save;
use super::model::{Direction, Outcome, State};
use super::store::calls::CallRow;
use super::store::{self, calls};

/// The kind of job that settles a call whose telephones have all been hung up.
pub const JOB: &str = "connect.call_over";
/// The kind of job that ends calls of which nothing more is heard, and forgets old events.
pub const SWEEP: &str = "connect.calls_sweep";

/// After one telephone gives up another may ring, and events come out of order.
const GRACE_MS: i64 = 15_000;
/// Of a call that nothing was heard of for so long nothing will be.
const SILENCE_MS: i64 = 6 * 3_600_000;
/// Longer than the oldest event that is taken, or it could be told once more.
const KEEP_MS: i64 = super::readers::OLDEST_MS + 5 * base::time::DAY_MS;
/// A missed client is called back within an hour of work.
const CALL_BACK_MS: i64 = 3_600_000;

/// Settles the call in a moment, if nothing else is heard of it.
pub(super) async fn later(tx: &Tx, id: Uuid) -> Result<()> {
    let at = Time(tx.now().0 + GRACE_MS);
    tx.enqueue_at(JOB, &json!({ "call_id": id }), at).await?;
    Ok(())
}

/// The job.
///
/// # Errors
/// When the database refuses.
pub async fn look(work: Work) -> Result<()> {
    let id = work.payload["call_id"].as_str();
    let Some(id) = id.and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(());
    };
    let tx = work.db.begin(Actor::system()).await?;
    let Some(row) = locked(&tx, id).await? else {
        return Ok(());
    };
    // Whatever was heard since has asked for a look of its own.
    let early = tx.now().0 < row.last_event_at + GRACE_MS;
    if row.settled_at.is_some() || row.state != State::Ended.as_str() || early {
        return Ok(());
    }
    settle(&tx, row).await?;
    tx.commit().await
}

async fn locked(tx: &Tx, id: Uuid) -> Result<Option<CallRow>> {
    let Some(row) = calls::find(tx.conn(), id).await? else {
        return Ok(None);
    };
    tx.one_at_a_time(&format!("connect.call:{}:{}", row.account_id, row.call_key))
        .await?;
    calls::find(tx.conn(), id).await
}

/// Settles a call that is over, once.
///
/// # Errors
/// When the database refuses.
pub(super) async fn settle(tx: &Tx, was: CallRow) -> Result<()> {
    let from = was.version;
    let mut row = CallRow {
        settled_at: Some(tx.now().0),
        ..was
    };
    write_down(tx, &mut row).await?;
    follow(tx, &mut row).await?;
    save(tx, row, from).await?;
    Ok(())
}

fn talked(row: &CallRow) -> bool {
    row.outcome.as_deref() == Some(Outcome::Answered.as_str())
}

/// What is to be done after a call that ended like this.
async fn follow(tx: &Tx, row: &mut CallRow) -> Result<()> {
    let incoming = row.direction == Direction::In.as_str();
    if row.direction == Direction::Internal.as_str() || row.trial {
        return Ok(());
    }
    if talked(row) {
        called_back(tx, row).await?;
        let stranger = row.contact_id.is_none() && row.company_id.is_none() && !row.decided;
        if incoming && stranger {
            announce(tx, "call.unknown", row);
        }
    } else if incoming {
        call_back(tx, row).await?;
        announce(tx, "call.missed", row);
    }
    Ok(())
}

/// Puts the call on the client's timeline, once it is over and known whose it is.
///
/// # Errors
/// When the database refuses.
pub(super) async fn write_down(tx: &Tx, row: &mut CallRow) -> Result<()> {
    let known = row.contact_id.or(row.company_id).or(row.deal_id).is_some();
    let direction = match Direction::parse(&row.direction) {
        Some(Direction::In) => activities::Direction::In,
        Some(Direction::Out) => activities::Direction::Out,
        _ => return Ok(()),
    };
    if !known || row.settled_at.is_none() || row.trial || row.activity_id.is_some() {
        return Ok(());
    }
    let by_id = match row.user_id {
        Some(user) => people::check(tx.conn(), "user_id", Some(user))
            .await
            .is_ok()
            .then_some(user),
        None => None,
    };
    let new = NewActivity {
        direction: Some(direction),
        outcome: activity_outcome(row),
        seconds: Some(row.talk_seconds),
        deal_id: row.deal_id,
        company_id: row.company_id,
        contact_id: row.contact_id,
        by_id,
        external_key: Some(format!("call:{}", row.id)),
        ..NewActivity::new(activities::Kind::Call, Time(row.started_at))
    };
    let activity = activities::actions::log(tx, new).await?;
    row.activity_id = Some(activity.id);
    Ok(())
}

fn activity_outcome(row: &CallRow) -> Option<activities::Outcome> {
    let outcome = row.outcome.as_deref().and_then(Outcome::parse)?;
    Some(match outcome {
        Outcome::Answered => activities::Outcome::Answered,
        Outcome::Missed => activities::Outcome::Missed,
        Outcome::Busy => activities::Outcome::Busy,
        Outcome::Rejected => activities::Outcome::Rejected,
        Outcome::Failed => activities::Outcome::Failed,
    })
}

/// What was heard after the end may change how it ended and how long it took; then what is to be done changes too.
///
/// # Errors
/// When the database refuses.
pub(super) async fn correct(tx: &Tx, was: &CallRow, row: &mut CallRow) -> Result<()> {
    let same = was.outcome == row.outcome && was.talk_seconds == row.talk_seconds;
    if same || row.state != State::Ended.as_str() {
        return Ok(());
    }
    if let Some(id) = was.activity_id
        && let Some(activity) = activities::store::find(tx.conn(), id).await?
    {
        let change = activities::actions::Change {
            outcome: activity_outcome(row),
            seconds: Some(row.talk_seconds),
            ..activities::actions::Change::default()
        };
        activities::actions::change(tx, id, activity.version, change).await?;
    }
    if talked(was) != talked(row) {
        follow(tx, row).await?;
    }
    Ok(())
}

/// Asks the client's salesperson to call back; who called three times is called back once.
async fn call_back(tx: &Tx, row: &mut CallRow) -> Result<()> {
    let owner = calls::salesperson(tx.conn(), row.deal_id, row.contact_id, row.company_id).await?;
    let (Some(owner), Some(phone)) = (owner, &row.phone) else {
        return Ok(());
    };
    if let Some(open) = calls::open_callbacks(tx.conn(), phone).await?.first() {
        row.task_id = Some(*open);
        return Ok(());
    }
    let workspace = Workspace::load(tx.conn()).await?;
    let who = match calls::client_name(tx.conn(), row.contact_id, row.company_id).await? {
        Some(name) => format!("{name}, {phone}"),
        None => phone.clone(),
    };
    let title = Text::new(format!("Перезвонить: {who}"), format!("Call back: {who}"));
    let due = workspace
        .work
        .add_working(tx.now(), CALL_BACK_MS, workspace.time_zone);
    let facts = TaskFacts {
        title: title.get(workspace.lang).chars().take(500).collect(),
        due_at: Some(due.0),
        assignee_id: Some(owner),
        deal_id: row.deal_id,
        company_id: row.company_id,
        contact_id: row.contact_id,
        ..TaskFacts::default()
    };
    row.task_id = Some(tasks::actions::create(tx, facts).await?.id);
    Ok(())
}

/// Whoever talked to the client has called back.
async fn called_back(tx: &Tx, row: &CallRow) -> Result<()> {
    let Some(phone) = &row.phone else {
        return Ok(());
    };
    for task in calls::open_callbacks(tx.conn(), phone).await? {
        tasks::actions::complete(tx, task).await?;
    }
    Ok(())
}

/// Tells the stages; the event is about nobody, since the timeline has the activity.
fn announce(tx: &Tx, kind: &'static str, row: &CallRow) {
    let subject = Subject {
        owner: row.owner_id,
        ..Subject::default()
    };
    let payload = json!({
        "call_id": row.id,
        "phone": row.phone,
        "our_number": row.our_number,
        "at": Time(row.started_at).to_string(),
        "user_id": row.user_id,
        "contact_id": row.contact_id,
        "company_id": row.company_id,
        "deal_id": row.deal_id,
    });
    tx.record(Event::new(kind, subject, payload));
}

/// The job that ends calls whose exchange fell silent, and forgets what was told long ago.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(work: Work) -> Result<()> {
    let since = Time(work.db.clock.now().0 - SILENCE_MS);
    loop {
        let ids = calls::silent(work.db.reader(), since, 100).await?;
        for id in &ids {
            let tx = work.db.begin(Actor::system()).await?;
            let Some(row) = locked(&tx, *id).await? else {
                continue;
            };
            if row.settled_at.is_none() {
                settle(&tx, ended(row)).await?;
                tx.commit().await?;
            }
        }
        if ids.len() < 100 {
            break;
        }
    }
    let tx = work.db.begin(Actor::system()).await?;
    store::forget_events(tx.conn(), Time(tx.now().0 - KEEP_MS)).await?;
    tx.commit().await
}

/// A call whose end was never told ended when it was last heard of. How long the talk was is not known.
fn ended(row: CallRow) -> CallRow {
    if row.state == State::Ended.as_str() {
        return row;
    }
    let outcome = match row.answered_at {
        Some(_) => Outcome::Answered,
        None => Outcome::Missed,
    };
    CallRow {
        state: State::Ended.as_str().to_owned(),
        outcome: Some(outcome.as_str().to_owned()),
        ended_at: Some(row.last_event_at.max(row.started_at)),
        ..row
    }
}
