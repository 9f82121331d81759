//! What a task is, and who sees it.

use api::ListParams;
use api::list::AnyOf;
use base::problem::Check;
use base::time::{day_end, day_start};
use base::{Actor, Patch, Problem, Result, Time, Uuid};
use chrono_tz::Tz;
use db::{FromQueryResult, sea_orm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::companies::model::trim;
use crate::records::Record;

/// Everything about a task that people may change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct TaskFacts {
    pub title: String,
    pub details: Option<String>,
    /// Milliseconds; the moment by which it has to be done.
    pub due_at: Option<i64>,
    pub assignee_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
}

impl TaskFacts {
    /// The facts in the form they are kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        check.required("title", &self.title, 500);
        self.title = self.title.trim().to_owned();
        trim(&mut self.details);
        check.length(
            "details",
            self.details.as_deref().unwrap_or_default(),
            20_000,
        );
        check.done()?;
        Ok(self)
    }

    /// The records that the task is about, the deal first.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let records = [
            self.deal_id.map(Record::Deal),
            self.company_id.map(Record::Company),
            self.contact_id.map(Record::Contact),
        ];
        records.into_iter().flatten()
    }
}

/// A task that the actor may not see does not exist for them.
///
/// # Errors
/// `not_found`.
pub fn check_visible(actor: &Actor, assignee: Option<Uuid>, creator: Option<Uuid>) -> Result<()> {
    let own = actor.user_id.is_some() && [assignee, creator].contains(&actor.user_id);
    if own || actor.scope.sees(assignee) {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

/// A change of a task. Absent fields stay as they are, `null` clears them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TaskChange {
    /// The version that the change was made from, unless `If-Match` says it.
    pub version: Option<i64>,
    pub title: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub details: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Time>)]
    pub due_at: Patch<Time>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub assignee_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub deal_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub contact_id: Patch<Uuid>,
}

impl TaskChange {
    /// The facts as the change leaves them, still to be checked.
    pub fn apply(self, to: &TaskFacts) -> TaskFacts {
        let mut facts = to.clone();
        if let Some(title) = self.title {
            facts.title = title;
        }
        self.details.apply(&mut facts.details);
        self.due_at.map(|at| at.0).apply(&mut facts.due_at);
        self.assignee_id.apply(&mut facts.assignee_id);
        self.deal_id.apply(&mut facts.deal_id);
        self.company_id.apply(&mut facts.company_id);
        self.contact_id.apply(&mut facts.contact_id);
        facts
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    Open,
    Done,
    /// Open, and its moment has passed.
    Overdue,
    /// Open, and due on this day, whether the moment has passed or not.
    Today,
}

/// What the list of tasks can be narrowed to.
#[derive(Debug, Clone)]
pub struct TaskFilter {
    pub assignee: Option<AnyOf<Uuid>>,
    pub state: Option<TaskState>,
    pub deal: Option<AnyOf<Uuid>>,
    pub company: Option<AnyOf<Uuid>>,
    pub contact: Option<AnyOf<Uuid>>,
    pub now: Time,
    /// The first moments of this day and of the next one.
    pub today: (Time, Time),
}

impl TaskFilter {
    pub const KNOWN: [&str; 5] = ["assignee", "state", "deal", "company", "contact"];

    /// Reads the filters of a list; `today` is a day of the time zone.
    ///
    /// # Errors
    /// `unknown_filter`, `bad_request`.
    pub fn read(params: &ListParams, now: Time, zone: Tz) -> Result<Self> {
        let filters = params.filters(&Self::KNOWN)?;
        let state = filters.one_of("state", &["open", "done", "overdue", "today"])?;
        let day = now.day(zone);
        Ok(Self {
            assignee: filters.ids("assignee")?,
            state: state.map(|word| match word {
                "done" => TaskState::Done,
                "overdue" => TaskState::Overdue,
                "today" => TaskState::Today,
                _ => TaskState::Open,
            }),
            deal: filters.ids("deal")?,
            company: filters.ids("company")?,
            contact: filters.ids("contact")?,
            now,
            today: (day_start(day, zone), day_end(day, zone)),
        })
    }
}

#[cfg(test)]
mod tests {
    use base::Scope;

    use super::*;

    #[test]
    fn a_task_is_seen_by_assignee_creator_and_those_who_see_the_assignee() {
        let (me, mate, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let actor = Actor {
            user_id: Some(me),
            scope: Scope::Owners(vec![me, mate]),
            ..Actor::system()
        };
        let sees = |assignee, creator| check_visible(&actor, assignee, creator).is_ok();
        assert!(sees(Some(me), None));
        assert!(sees(Some(other), Some(me)));
        assert!(sees(Some(mate), Some(other)));
        assert!(!sees(Some(other), Some(mate)));
        assert!(!sees(None, None));
        assert!(check_visible(&Actor::system(), None, None).is_ok());
    }

    #[test]
    fn a_title_is_needed() {
        let facts = TaskFacts::default();
        assert_eq!(
            facts.checked().expect_err("no title").0.errors[0].field,
            "title"
        );
    }
}
