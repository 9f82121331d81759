//! What is done with contacts. The route has checked the permission; visibility is checked here.

use base::{Actor, Event, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{ContactChange, ContactFacts};
use super::store::{self, ContactRow};
use crate::records::Record;
use crate::{changes, people, visible};

/// A contact that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<ContactRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    visible::check(&actor.scope, row.facts.owner_id)?;
    Ok(row)
}

/// Adds a contact.
///
/// # Errors
/// `invalid` with every wrong field.
pub async fn create(tx: &Tx, facts: ContactFacts) -> Result<ContactRow> {
    let facts = facts.checked()?;
    people::check(tx.conn(), "owner_id", facts.owner_id).await?;
    check_company(tx, facts.company_id).await?;
    let row = ContactRow::new(tx.new_id(), facts, tx.now(), tx.now());
    store::insert_many(tx.conn(), std::slice::from_ref(&row))
        .await
        .map_err(external_id_taken)?;
    record(
        tx,
        "contact.created",
        &row,
        json!({ "name": row.facts.name() }),
    );
    reread(tx, row.id).await
}

/// Changes a contact that was read as `version`.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: ContactChange) -> Result<ContactRow> {
    let was = find(tx.conn(), &tx.actor, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    if was.erased_at.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Данные этого человека удалены. Заведите новый контакт",
            "The data of this person were erased. Add a new contact",
        )));
    }
    let facts = change.apply(&was.facts)?.checked()?;
    let changed = changes::between(&was.facts, &facts);
    if changed.is_empty() {
        return Ok(was);
    }
    if facts.owner_id != was.facts.owner_id {
        people::check(tx.conn(), "owner_id", facts.owner_id).await?;
    }
    if facts.company_id != was.facts.company_id {
        check_company(tx, facts.company_id).await?;
    }
    let row = ContactRow {
        facts,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    let written = store::update(tx.conn(), &row, version)
        .await
        .map_err(external_id_taken)?;
    if !written {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "contact.changed", &row, json!({ "changes": changed }));
    reread(tx, id).await
}

/// Deletes a contact who takes part in no deal.
///
/// # Errors
/// `not_found`; `conflict` while there are deals, saying how many.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    let deals = store::deals_of(tx.conn(), id).await?;
    if deals > 0 {
        let problem = Problem::conflict(Text::new(
            format!("Контакт участвует в сделках ({deals}). Сначала уберите его из них"),
            format!("The contact takes part in deals ({deals}). Take them out of these first"),
        ));
        return Err(problem.with("deals", deals));
    }
    store::delete(tx.conn(), id).await?;
    record(
        tx,
        "contact.deleted",
        &row,
        json!({ "name": row.facts.name() }),
    );
    Ok(())
}

async fn check_company(tx: &Tx, company: Option<Uuid>) -> Result<()> {
    if let Some(id) = company {
        let company = Record::Company(id);
        company.owner_in(tx.conn(), &tx.actor, "company_id").await?;
    }
    Ok(())
}

fn record(tx: &Tx, kind: &'static str, row: &ContactRow, payload: Value) {
    let subject = Subject {
        owner: row.facts.owner_id,
        contact: Some(row.id),
        company: row.facts.company_id,
        ..Subject::default()
    };
    tx.record(Event::new(kind, subject, payload));
}

/// The contact as it is now, with the names of the owner and the company.
async fn reread(tx: &Tx, id: Uuid) -> Result<ContactRow> {
    store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// The only unique fact is the number from another system.
fn external_id_taken(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    Problem::field(
        "external_id",
        "taken",
        Text::fixed(
            "Контакт с таким внешним номером уже есть",
            "There is already a contact with this external id",
        ),
    )
}
