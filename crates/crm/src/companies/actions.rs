//! What is done with companies. The route has checked the permission; visibility is checked here.

use base::problem::Check;
use base::{Actor, Event, FieldError, Problem, Result, Scope, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{CompanyChange, CompanyFacts};
use super::store::{self, CompanyRow};
use crate::{changes, deals, people, visible};

/// A company that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<CompanyRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    visible::check(&actor.scope, row.facts.owner_id)?;
    Ok(row)
}

/// Adds a company.
///
/// # Errors
/// `invalid` with every wrong field.
pub async fn create(tx: &Tx, facts: CompanyFacts) -> Result<CompanyRow> {
    let facts = facts.checked()?;
    people::check(tx.conn(), "owner_id", facts.owner_id).await?;
    let row = CompanyRow::new(tx.new_id(), facts, tx.now(), tx.now());
    store::insert_many(tx.conn(), std::slice::from_ref(&row))
        .await
        .map_err(external_id_taken)?;
    record(
        tx,
        "company.created",
        &row,
        json!({ "name": row.facts.name }),
    );
    reread(tx, row.id).await
}

/// Changes a company that was read as `version`.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: CompanyChange) -> Result<CompanyRow> {
    let was = find(tx.conn(), &tx.actor, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let facts = change.apply(&was.facts).checked()?;
    let changed = changes::between(&was.facts, &facts);
    if changed.is_empty() {
        return Ok(was);
    }
    if facts.owner_id != was.facts.owner_id {
        people::check(tx.conn(), "owner_id", facts.owner_id).await?;
    }
    let row = CompanyRow {
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
    if changed.contains_key("name") {
        deals::store::index_of_company(tx.conn(), id, &row.facts.name).await?;
    }
    record(tx, "company.changed", &row, json!({ "changes": changed }));
    reread(tx, id).await
}

/// Deletes a company that nothing stands on.
///
/// # Errors
/// `not_found`; `conflict` while it has deals or contacts, saying how many.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    let (deals, contacts) = store::links(tx.conn(), id).await?;
    if deals > 0 || contacts > 0 {
        let problem = Problem::conflict(Text::new(
            format!(
                "У компании есть сделки ({deals}) и контакты ({contacts}). Сначала удалите или перенесите их"
            ),
            format!(
                "The company has deals ({deals}) and contacts ({contacts}). Delete or move them first"
            ),
        ));
        return Err(problem.with("deals", deals).with("contacts", contacts));
    }
    store::delete(tx.conn(), id).await?;
    record(
        tx,
        "company.deleted",
        &row,
        json!({ "name": row.facts.name }),
    );
    Ok(())
}

/// The oldest company of this name that the actor sees, whatever its legal form, or a new one.
///
/// # Errors
/// `invalid` for a name that cannot be one, under the field `company_name`.
pub async fn find_or_create_by_name(tx: &Tx, name: &str, owner: Option<Uuid>) -> Result<Uuid> {
    let mut check = Check::default();
    check.required("company_name", name, 300);
    check.done()?;
    let facts = CompanyFacts {
        name: name.to_owned(),
        owner_id: owner,
        ..CompanyFacts::default()
    };
    let same = store::find_by_company_key(tx.conn(), &[facts.folded()]).await?;
    let seen = same
        .into_iter()
        .find(|row| tx.actor.scope.sees(row.facts.owner_id));
    match seen {
        Some(row) => Ok(row.id),
        None => Ok(create(tx, facts).await?.id),
    }
}

/// What looks wrong about each of these companies: numbers that do not fit, and an ИНН that another
/// company has too. A company out of sight is told of without its name.
///
/// # Errors
/// When the database refuses.
pub async fn warnings(
    conn: Conn<'_>,
    scope: &Scope,
    rows: &[CompanyRow],
) -> Result<Vec<Vec<FieldError>>> {
    let inns: Vec<String> = rows
        .iter()
        .filter_map(|row| row.facts.inn.clone())
        .collect();
    let same_inn = store::find_by_inn(conn, &inns).await?;
    let warnings = rows.iter().map(|row| {
        let mut warnings = row.facts.warnings();
        let others = same_inn
            .iter()
            .filter(|other| other.id != row.id && other.facts.inn == row.facts.inn);
        // One that can be opened is of more use than one that cannot.
        if let Some(other) = others.min_by_key(|other| !scope.sees(other.facts.owner_id)) {
            let seen = scope.sees(other.facts.owner_id);
            warnings.push(same_inn_warning(seen.then_some(&other.facts.name)));
        }
        warnings
    });
    Ok(warnings.collect())
}

fn same_inn_warning(name: Option<&String>) -> FieldError {
    let text = match name {
        Some(name) => Text::new(
            format!("Такой же ИНН у компании «{name}»"),
            format!("The company “{name}” has the same INN"),
        ),
        None => Text::fixed(
            "Компания с таким ИНН уже есть, но у вас нет к ней доступа",
            "There is already a company with this INN, but you have no access to it",
        ),
    };
    FieldError::new("inn", "same_inn", text)
}

fn record(tx: &Tx, kind: &'static str, row: &CompanyRow, payload: Value) {
    let subject = Subject {
        owner: row.facts.owner_id,
        company: Some(row.id),
        ..Subject::default()
    };
    tx.record(Event::new(kind, subject, payload));
}

/// The company as it is now, with the name of its owner.
async fn reread(tx: &Tx, id: Uuid) -> Result<CompanyRow> {
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
            "Компания с таким внешним номером уже есть",
            "There is already a company with this external id",
        ),
    )
}
