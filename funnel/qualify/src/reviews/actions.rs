//! What is done with criteria and reviews. The route has checked the permission.

use base::problem::Check;
use base::{Actor, Event, Lang, Permission, Problem, Result, Scope, Subject, Text, Uuid};
use crm::activities;
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Criterion, Marks, checked, score, usual};
use super::store::{self, ReviewRow, SetRow};

/// The criteria that a new company begins with.
///
/// # Errors
/// When the database refuses.
pub async fn create_default(tx: &Tx, lang: Lang) -> Result<SetRow> {
    let (name, criteria) = usual(lang);
    create_set(tx, &name, criteria).await
}

/// # Errors
/// `invalid` with everything that is wrong.
pub async fn create_set(tx: &Tx, name: &str, criteria: Vec<Criterion>) -> Result<SetRow> {
    let row = SetRow {
        id: tx.new_id(),
        name: checked_name(name)?,
        archived: false,
        number: 1,
        criteria: written(&checked(criteria)?)?,
        version: 1,
    };
    store::insert_set(tx.conn(), &row, tx.now()).await?;
    told(tx, "review_set.created", &row);
    Ok(row)
}

/// A change of a set. Absent stays; other criteria make a new version.
#[derive(Debug, Clone, Default)]
pub struct SetChange {
    pub name: Option<String>,
    pub criteria: Option<Vec<Criterion>>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change_set(tx: &Tx, id: Uuid, version: i64, change: SetChange) -> Result<SetRow> {
    let was = store::set(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let mut row = SetRow {
        version: version + 1,
        ..was.clone()
    };
    if let Some(name) = change.name {
        row.name = checked_name(&name)?;
    }
    row.archived = change.archived.unwrap_or(row.archived);
    if let Some(criteria) = change.criteria {
        let criteria = checked(criteria)?;
        if criteria != was.criteria()? {
            row.number += 1;
            row.criteria = written(&criteria)?;
            store::add_version(tx.conn(), &row, tx.now()).await?;
        }
    }
    if !store::update_set(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    told(tx, "review_set.changed", &row);
    Ok(row)
}

fn written<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

fn checked_name(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()?;
    Ok(name.trim().to_owned())
}

fn told(tx: &Tx, kind: &'static str, row: &SetRow) {
    let payload = json!({ "id": row.id, "name": row.name, "number": row.number });
    tx.record(Event::new(kind, Subject::default(), payload));
}

/// Whose reviews somebody sees: a reviewer those of the people they see, everybody their own.
pub fn scope(actor: &Actor) -> Scope {
    if actor.may(Permission::ReviewsWrite) {
        return actor.scope.clone();
    }
    Scope::Owners(actor.user_id.into_iter().collect())
}

/// A review that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<ReviewRow> {
    let row = store::find(conn, id).await?;
    row.filter(|row| scope(actor).sees(Some(row.person_id)))
        .ok_or_else(Problem::not_found)
}

/// What is written about a call.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub marks: Marks,
    pub comment: String,
    /// What to practise.
    pub practise: String,
}

/// Reviews a call.
///
/// # Errors
/// `invalid` for what is no call of a person, `conflict` for a call that was reviewed already.
pub async fn create(tx: &Tx, activity: Uuid, set: Uuid, new: Written) -> Result<ReviewRow> {
    let by = tx.actor.user_id.ok_or_else(Problem::unauthenticated)?;
    let no_call = |ru: &'static str, en: &'static str| {
        Problem::field("activity_id", "no_call", Text::fixed(ru, en))
    };
    let unknown = || no_call("Такого звонка нет", "There is no such call");
    let call = activities::store::find(tx.conn(), activity)
        .await?
        .ok_or_else(unknown)?;
    let about = activities::actions::about(&call)?;
    let owner = about.owner_in(tx.conn(), &tx.actor, "activity_id").await?;
    if call.kind != "call" || call.outcome.as_deref() != Some("answered") {
        return Err(no_call(
            "Оценивают звонок, который состоялся",
            "Only a call that took place is reviewed",
        ));
    }
    let person = call.by_id.ok_or_else(|| {
        no_call(
            "Неизвестно, кто звонил",
            "It is not known whose call it was",
        )
    })?;
    if !tx.actor.scope.sees(Some(person)) {
        return Err(unknown());
    }
    if store::reviewed(tx.conn(), activity, by).await?.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Вы уже оценили этот звонок",
            "You have reviewed this call already",
        )));
    }
    let set = store::set(tx.conn(), set)
        .await?
        .filter(|set| !set.archived)
        .ok_or_else(|| {
            let text = Text::fixed("Таких критериев нет", "There are no such criteria");
            Problem::field("set_id", "not_found", text)
        })?;
    let new = trimmed(new)?;
    let row = ReviewRow {
        id: tx.new_id(),
        activity_id: activity,
        called_at: call.at,
        subject: call.subject.clone(),
        deal_id: call.deal_id,
        deal_title: call.deal_title.clone(),
        set_id: set.id,
        set_name: set.name.clone(),
        set_number: set.number,
        score: score(&set.criteria()?, &new.marks)?,
        criteria: set.criteria,
        person_id: person,
        person_name: call.by_name.clone().unwrap_or_default(),
        marks: written(&new.marks)?,
        comment: new.comment,
        practise: new.practise,
        by_id: by,
        by_name: tx.actor.name.clone(),
        at: tx.now().0,
        seen_at: None,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    // Whoever sees the deal reads its timeline: it tells that the call was reviewed, and not how.
    let payload =
        json!({ "review_id": row.id, "activity_id": activity, "person": row.person_name });
    tx.record(Event::new("call.reviewed", about.subject(owner), payload));
    Ok(row)
}

fn trimmed(new: Written) -> Result<Written> {
    let new = Written {
        comment: new.comment.trim().to_owned(),
        practise: new.practise.trim().to_owned(),
        ..new
    };
    let mut check = Check::default();
    check.length("comment", &new.comment, 10_000);
    check.length("practise", &new.practise, 2_000);
    check.done()?;
    Ok(new)
}

/// A review of the actor's own, to be changed or deleted.
async fn own(tx: &Tx, id: Uuid) -> Result<ReviewRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    if Some(row.by_id) != tx.actor.user_id {
        return Err(Problem::forbidden().with_detail(Text::fixed(
            "Оценку меняет тот, кто её поставил",
            "A review is changed by whoever wrote it",
        )));
    }
    Ok(row)
}

/// Writes a review anew, by the same criteria; the person has not read that yet.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, new: Written) -> Result<ReviewRow> {
    let was = own(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let new = trimmed(new)?;
    let row = ReviewRow {
        score: score(&was.criteria()?, &new.marks)?,
        marks: written(&new.marks)?,
        comment: new.comment,
        practise: new.practise,
        seen_at: None,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    let payload = json!({ "review_id": row.id });
    tx.record(Event::new(
        "call.review_changed",
        Subject::default(),
        payload,
    ));
    Ok(row)
}

/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = own(tx, id).await?;
    store::delete(tx.conn(), id).await?;
    let payload = json!({ "review_id": row.id });
    tx.record(Event::new(
        "call.review_deleted",
        Subject::default(),
        payload,
    ));
    Ok(())
}

/// The person has read the review of their call.
///
/// # Errors
/// `not_found`, `forbidden` for anybody else.
pub async fn seen(tx: &Tx, id: Uuid) -> Result<ReviewRow> {
    let mut row = find(tx.conn(), &tx.actor, id).await?;
    if Some(row.person_id) != tx.actor.user_id {
        return Err(Problem::forbidden().with_detail(Text::fixed(
            "Прочитанной оценку отмечает тот, чей это звонок",
            "A review is marked as read by the one whose call it was",
        )));
    }
    store::seen(tx.conn(), id, tx.now()).await?;
    row.seen_at = row.seen_at.or(Some(tx.now().0));
    Ok(row)
}
