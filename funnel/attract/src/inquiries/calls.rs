//! Calls that become inquiries: those that nobody answered, and those of people whom nobody knows. Who tells of
//! calls is not known here; their events are.

use base::{Actor, Problem, Result, Text, Time, Uuid};
use db::events::LoggedEvent;
use db::jobs::Work;
use serde_json::Value;

use super::model::{Channel, NewInquiry};
use super::{receive, store, untaken};

/// Who calls again and again waits in the inbox once.
const AGAIN_MS: i64 = base::time::DAY_MS;

/// A reaction: a client called and nobody answered.
///
/// # Errors
/// When the database refuses.
pub async fn missed(work: Work, event: LoggedEvent) -> Result<()> {
    let Some(call) = Told::read(&event)? else {
        return Ok(());
    };
    let lang = api::Workspace::load(work.db.reader()).await?.lang;
    let text = Text::fixed(
        "Пропущенный звонок: перезвоните",
        "A missed call: call back",
    );
    let tx = work.db.begin(Actor::system()).await?;
    tx.one_at_a_time(&format!("attract.call:{}", call.phone))
        .await?;
    let since = Time(tx.now().0 - AGAIN_MS);
    if store::waits_for_call(tx.conn(), &call.phone, since).await? {
        return Ok(());
    }
    let new = NewInquiry {
        text: text.get(lang).to_owned(),
        ..call.inquiry()
    };
    take_in(tx, new).await
}

/// A reaction: somebody was talked to whom nobody knows. It is the inquiry of whoever answered.
///
/// # Errors
/// When the database refuses.
pub async fn unknown(work: Work, event: LoggedEvent) -> Result<()> {
    let Some(call) = Told::read(&event)? else {
        return Ok(());
    };
    if !untaken::Settings::load(work.db.reader())
        .await?
        .unknown_calls
    {
        return Ok(());
    }
    let tx = work.db.begin(Actor::system()).await?;
    let works = match call.user_id {
        Some(user) => crate::routing::store::is_active(tx.conn(), user).await?,
        None => false,
    };
    let new = NewInquiry {
        owner_id: call.user_id.filter(|_| works),
        ..call.inquiry()
    };
    take_in(tx, new).await
}

/// A refusal is final: the call itself is on record, so nothing is lost, and trying again would refuse again.
async fn take_in(tx: db::Tx, new: NewInquiry) -> Result<()> {
    match receive(&tx, new).await {
        Ok(_) => tx.commit().await,
        Err(problem) if problem.0.status < 500 => {
            tracing::warn!("a call became no inquiry: {problem}");
            tx.rollback().await
        }
        Err(problem) => Err(problem),
    }
}

/// What an event tells of a call.
struct Told {
    call_id: Uuid,
    phone: String,
    at: Option<Time>,
    user_id: Option<Uuid>,
}

impl Told {
    /// `None` for a call from a hidden number: nobody can be called back.
    fn read(event: &LoggedEvent) -> Result<Option<Self>> {
        let payload: Value = serde_json::from_str(&event.payload).map_err(Problem::internal)?;
        let text = |name: &str| payload[name].as_str().filter(|text| !text.is_empty());
        let id = |name: &str| text(name).and_then(|id| Uuid::parse_str(id).ok());
        Ok(id("call_id")
            .zip(text("phone"))
            .map(|(call_id, phone)| Self {
                call_id,
                phone: phone.to_owned(),
                at: text("at").and_then(Time::parse),
                user_id: id("user_id"),
            }))
    }

    fn inquiry(&self) -> NewInquiry {
        NewInquiry {
            channel: Some(Channel::Call),
            at: self.at,
            // The card of the call makes an inquiry under the same key.
            key: Some(format!("call:{}", self.call_id)),
            phones: vec![self.phone.clone()],
            ..NewInquiry::default()
        }
    }
}
