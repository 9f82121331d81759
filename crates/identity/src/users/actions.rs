//! Use cases on users.

use base::problem::Check;
use base::{Event, FieldError, Patch, Problem, Result, Role, Subject, Text, Uuid, Visibility};
use db::Tx;
use serde_json::json;

use super::model::{NewUser, User, check_email};
use super::store::{self, UserRow};
use crate::{password, sessions, teams};

/// Adds a user. The password is hashed before the transaction is opened, since that is slow.
///
/// # Errors
/// `invalid`: wrong fields, an address that is taken, a team that is not there.
pub async fn create(tx: &Tx, new: NewUser, password_hash: String) -> Result<User> {
    let email = new.check()?;
    if store::find_by_email(tx.conn(), &email).await?.is_some() {
        return Err(taken());
    }
    check_team(tx, new.team_id).await?;
    let row = UserRow {
        id: tx.new_id(),
        email,
        name: new.name.trim().to_owned(),
        role: new.role.as_str().to_owned(),
        visibility: new
            .visibility
            .unwrap_or(new.role.default_visibility())
            .as_str()
            .to_owned(),
        team_id: new.team_id,
        password_hash,
        lang: new.lang.unwrap_or(tx.actor.lang).as_str().to_owned(),
        active: true,
        created_at: tx.now().0,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    tx.record(Event::new(
        "user.created",
        Subject::default(),
        json!({ "user_id": row.id, "name": row.name, "role": row.role }),
    ));
    Ok(row.into())
}

/// A change of a user by somebody who may manage users.
#[derive(Debug, Default)]
pub struct UserChange {
    pub name: Option<String>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub visibility: Option<Visibility>,
    pub team_id: Patch<Uuid>,
    pub lang: Option<base::Lang>,
    pub active: Option<bool>,
    pub password_hash: Option<String>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`; `conflict` when no active owner would be left.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: UserChange) -> Result<User> {
    let mut row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if row.version != version {
        return Err(Problem::stale(row.version));
    }
    let was = row.clone();
    let mut check = Check::default();
    if let Some(name) = change.name {
        check.required("name", &name, 200);
        name.trim().clone_into(&mut row.name);
    }
    if let Some(email) = change.email {
        row.email = check_email(&mut check, &email);
    }
    check.done()?;
    if row.email != was.email && store::find_by_email(tx.conn(), &row.email).await?.is_some() {
        return Err(taken());
    }
    if let Patch::Set(team) = change.team_id {
        check_team(tx, Some(team)).await?;
    }
    change.team_id.apply(&mut row.team_id);
    if let Some(role) = change.role {
        role.as_str().clone_into(&mut row.role);
    }
    if let Some(visibility) = change.visibility {
        visibility.as_str().clone_into(&mut row.visibility);
    }
    if let Some(lang) = change.lang {
        lang.as_str().clone_into(&mut row.lang);
    }
    row.active = change.active.unwrap_or(row.active);
    let new_password = change.password_hash.is_some();
    if let Some(hash) = change.password_hash {
        row.password_hash = hash;
    }
    keep_an_owner(tx, &was, &row).await?;
    row.version += 1;
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(was.version + 1));
    }
    if new_password || !row.active {
        sessions::store::delete_of_user(tx.conn(), id, None).await?;
    }
    tx.record(Event::new(
        "user.changed",
        Subject::default(),
        json!({ "user_id": id, "name": row.name, "role": row.role, "active": row.active, "password": new_password }),
    ));
    Ok(row.into())
}

/// Changes one's own password; other sessions of the user end.
///
/// # Errors
/// `invalid` when the present password is wrong or the new one is too short.
pub async fn change_own_password(
    tx: &Tx,
    id: Uuid,
    hash: String,
    keep: Option<&[u8]>,
) -> Result<()> {
    let mut row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let from = row.version;
    row.password_hash = hash;
    row.version += 1;
    store::update(tx.conn(), &row, from).await?;
    sessions::store::delete_of_user(tx.conn(), id, keep).await?;
    tx.record(Event::new(
        "user.password_changed",
        Subject::default(),
        json!({ "user_id": id }),
    ));
    Ok(())
}

/// Whether a present password is right, as a marked field when it is not.
///
/// # Errors
/// `invalid`.
pub async fn check_present_password(given: &str, hash: String) -> Result<()> {
    if password::verify(given, Some(hash)).await? {
        return Ok(());
    }
    Err(Problem::field(
        "current_password",
        "wrong_password",
        Text::fixed(
            "Текущий пароль указан неверно",
            "The current password is wrong",
        ),
    ))
}

async fn keep_an_owner(tx: &Tx, was: &UserRow, row: &UserRow) -> Result<()> {
    let owner = |user: &UserRow| user.active && user.role == Role::Owner.as_str();
    if !owner(was) || owner(row) {
        return Ok(());
    }
    if store::active_owners(tx.conn())
        .await?
        .iter()
        .any(|id| *id != row.id)
    {
        return Ok(());
    }
    Err(Problem::conflict(Text::fixed(
        "Это последний действующий владелец. Сначала назначьте другого",
        "This is the last active owner. Appoint another one first",
    )))
}

async fn check_team(tx: &Tx, team: Option<Uuid>) -> Result<()> {
    let Some(team) = team else { return Ok(()) };
    if teams::store::find(tx.conn(), team).await?.is_some() {
        return Ok(());
    }
    Err(Problem::field(
        "team_id",
        "not_found",
        Text::fixed("Нет такой команды", "There is no such team"),
    ))
}

fn taken() -> Problem {
    Problem::invalid(vec![FieldError::new(
        "email",
        "taken",
        Text::fixed(
            "Пользователь с таким адресом уже есть",
            "There is already a user with this address",
        ),
    )])
}
