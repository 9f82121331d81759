//! An inquiry that nobody takes in time comes up to whoever leads.

use api::Workspace;
use base::{Problem, Result, Text, Time, Uuid};
use crm::tasks::model::TaskFacts;
use db::jobs::Work;
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::actions::record;
use super::model::State;
use super::store;

/// The kind of the job that looks whether it was taken.
pub const JOB: &str = "attract.untaken";
const KEY: &str = "attract.inquiries";

/// How long an inquiry may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InquirySettings)]
pub struct Settings {
    /// Minutes of working time.
    #[schema(example = 30)]
    pub take_minutes: i64,
    /// Whether an answered call from a number that nobody knows is an inquiry; a missed one always is.
    #[serde(default = "yes")]
    #[schema(value_type = Option<bool>)]
    pub unknown_calls: bool,
}

fn yes() -> bool {
    true
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            take_minutes: 30,
            unknown_calls: true,
        }
    }
}

impl Settings {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let kept = db::settings::get(conn, KEY).await?;
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// # Errors
    /// `invalid`.
    pub async fn save(self, tx: &Tx) -> Result<()> {
        if !(1..=60 * 24 * 30).contains(&self.take_minutes) {
            let text = Text::fixed("От 1 минуты до 30 суток", "From 1 minute to 30 days");
            return Err(Problem::field("take_minutes", "out_of_range", text));
        }
        let text = serde_json::to_string(&self).map_err(Problem::internal)?;
        db::settings::put(tx.conn(), KEY, &text).await
    }
}

/// By when an inquiry that comes now has to be taken.
///
/// # Errors
/// When the database refuses.
pub async fn limit(conn: Conn<'_>, now: Time, workspace: &Workspace) -> Result<Time> {
    let minutes = Settings::load(conn).await?.take_minutes;
    Ok(workspace
        .work
        .add_working(now, minutes * 60_000, workspace.time_zone))
}

/// Looks at the inquiry when its time is over.
pub(super) async fn watch(tx: &Tx, id: Uuid, by: Time) -> Result<()> {
    tx.enqueue_at(JOB, &json!({ "inquiry_id": id }), by).await?;
    Ok(())
}

/// The job: tells of an inquiry that is still nobody's work, once, by an event and a task.
///
/// # Errors
/// When the database refuses.
pub async fn look(work: Work) -> Result<()> {
    let id = work.payload["inquiry_id"].as_str();
    let Some(id) = id.and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(());
    };
    let tx = work.db.begin(base::Actor::system()).await?;
    let Some(was) = store::find(tx.conn(), id).await? else {
        return Ok(());
    };
    if was.state != State::New.as_str() || was.escalated_at.is_some() {
        return Ok(());
    }
    let from = was.version;
    let row = store::InquiryRow {
        escalated_at: Some(tx.now().0),
        version: from + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::internal(
            "an inquiry was changed while it was looked at",
        ));
    }
    let lang = Workspace::load(tx.conn()).await?.lang;
    let who = [&row.name, &row.company]
        .into_iter()
        .find(|text| !text.is_empty());
    let who = who.cloned().unwrap_or_default();
    let title = Text::new(
        format!("Обращение никто не взял в срок: {who}"),
        format!("Nobody took the inquiry in time: {who}"),
    );
    let facts = TaskFacts {
        title: title.get(lang).chars().take(500).collect(),
        due_at: Some(tx.now().0),
        assignee_id: store::leader(tx.conn()).await?,
        deal_id: row.deal_id,
        contact_id: row.contact_id,
        ..TaskFacts::default()
    };
    crm::tasks::actions::create(&tx, facts).await?;
    record(&tx, "inquiry.untaken", &row, None);
    tx.commit().await
}
