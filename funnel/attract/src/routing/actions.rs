//! Deciding who gets an inquiry, and changing the rules of that. The route has checked the permission.

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Text, Uuid, fold};
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Answer, Asked, By, Conditions};
use super::store::{self, RuleRow};

/// Who gets an inquiry, and by which rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routed {
    pub owner_id: Option<Uuid>,
    pub rule_id: Option<Uuid>,
    pub rule: Option<String>,
}

/// Asks the rules in their order. A rule that names nobody who works here is passed over.
///
/// # Errors
/// When the database refuses.
pub async fn route(conn: Conn<'_>, asked: &Asked<'_>) -> Result<Routed> {
    for row in store::list(conn).await? {
        if row.archived {
            continue;
        }
        let Rule { conditions, answer } = Rule::read(&row)?;
        if !conditions.hold(asked) {
            continue;
        }
        if let Some(person) = person(conn, &answer).await? {
            return Ok(Routed {
                owner_id: Some(person),
                rule_id: Some(row.id),
                rule: Some(row.name),
            });
        }
    }
    Ok(Routed::default())
}

async fn person(conn: Conn<'_>, answer: &Answer) -> Result<Option<Uuid>> {
    let (people, by) = match answer {
        Answer::Person { user_id } => {
            let works = store::is_active(conn, *user_id).await?;
            return Ok(works.then_some(*user_id));
        }
        Answer::Team { team_id, by } => (store::of_team(conn, *team_id).await?, *by),
        Answer::Skill { skill, by } => (store::of_skill(conn, &fold::fold(skill)).await?, *by),
    };
    match by {
        By::Turn => store::whose_turn(conn, &people).await,
        By::Load => store::least_loaded(conn, &people).await,
    }
}

/// A rule as it is kept.
#[derive(Debug, Clone)]
pub struct Rule {
    pub conditions: Conditions,
    pub answer: Answer,
}

impl Rule {
    /// # Errors
    /// When what is kept cannot be read.
    pub fn read(row: &RuleRow) -> Result<Self> {
        Ok(Self {
            conditions: serde_json::from_str(&row.conditions).map_err(Problem::internal)?,
            answer: serde_json::from_str(&row.answer).map_err(Problem::internal)?,
        })
    }
}

/// Adds a rule behind all others.
///
/// # Errors
/// `invalid`.
pub async fn create(
    tx: &Tx,
    name: &str,
    conditions: Conditions,
    answer: Answer,
) -> Result<RuleRow> {
    let position = store::list(tx.conn())
        .await?
        .last()
        .map_or(0, |row| row.position + 1);
    let row = RuleRow {
        id: tx.new_id(),
        name: name.trim().to_owned(),
        position,
        conditions: String::new(),
        answer: String::new(),
        archived: false,
        version: 1,
    };
    let row = written(tx.conn(), row, conditions, answer).await?;
    store::insert(tx.conn(), &row, tx.now()).await?;
    record(tx, "routing_rule.created", &row);
    Ok(row)
}

/// A change of a rule. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    /// The rule that stands there, and those behind it, move back.
    pub position: Option<i64>,
    pub conditions: Option<Conditions>,
    pub answer: Option<Answer>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<RuleRow> {
    let was = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let rule = Rule::read(&was)?;
    let row = RuleRow {
        name: change
            .name
            .map_or_else(|| was.name.clone(), |name| name.trim().to_owned()),
        position: change.position.unwrap_or(was.position),
        archived: change.archived.unwrap_or(was.archived),
        version: version + 1,
        ..was
    };
    let conditions = change.conditions.unwrap_or(rule.conditions);
    let answer = change.answer.unwrap_or(rule.answer);
    let row = written(tx.conn(), row, conditions, answer).await?;
    if change.position.is_some() {
        store::make_room(tx.conn(), row.position).await?;
    }
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "routing_rule.changed", &row);
    Ok(row)
}

/// # Errors
/// `not_found`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    store::delete(tx.conn(), id).await?;
    record(tx, "routing_rule.deleted", &row);
    Ok(())
}

/// Puts these skills in the place of those that a person had.
///
/// # Errors
/// `invalid`, `not_found`.
pub async fn put_skills(tx: &Tx, user: Uuid, skills: &[String]) -> Result<Vec<String>> {
    crm::people::check(tx.conn(), "user_id", Some(user)).await?;
    let mut kept: Vec<String> = Vec::new();
    let mut check = Check::default();
    for skill in skills {
        check.length("skills", skill, 100);
        let skill = fold::fold(skill);
        if !skill.is_empty() && !kept.contains(&skill) {
            kept.push(skill);
        }
    }
    check.done()?;
    store::put_skills(tx.conn(), user, &kept).await?;
    let payload = json!({ "user_id": user, "skills": kept });
    tx.record(Event::new(
        "user.skills_changed",
        Subject::default(),
        payload,
    ));
    Ok(kept)
}

async fn written(
    conn: Conn<'_>,
    row: RuleRow,
    conditions: Conditions,
    answer: Answer,
) -> Result<RuleRow> {
    let mut check = Check::default();
    check.required("name", &row.name, 200);
    check.done()?;
    match &answer {
        Answer::Person { user_id } => {
            crm::people::check(conn, "answer.user_id", Some(*user_id)).await?;
        }
        Answer::Team { team_id, .. } => {
            if !store::team_exists(conn, *team_id).await? {
                let text = Text::fixed("Такой команды нет", "There is no such team");
                return Err(Problem::field("answer.team_id", "not_found", text));
            }
        }
        Answer::Skill { skill, .. } => {
            if fold::fold(skill).is_empty() {
                let text = Text::fixed("Назовите навык", "Name the skill");
                return Err(Problem::field("answer.skill", "required", text));
            }
        }
    }
    let conditions = conditions.checked()?;
    Ok(RuleRow {
        conditions: serde_json::to_string(&conditions).map_err(Problem::internal)?,
        answer: serde_json::to_string(&answer).map_err(Problem::internal)?,
        ..row
    })
}

fn record(tx: &Tx, kind: &'static str, row: &RuleRow) {
    let payload = json!({ "id": row.id, "name": row.name });
    tx.record(Event::new(kind, Subject::default(), payload));
}
