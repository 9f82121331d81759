//! From a cookie or a token to an actor.

use std::sync::Arc;

use api::{Authenticate, Credential, Login, secret};
use base::{Actor, Lang, Permission, Result, Role, Scope, Uuid, Visibility};
use db::Db;

use crate::users::store::UserRow;
use crate::{Guesses, sessions, tokens, users};

/// Knows the users; also keeps the count of failed guesses of this process.
#[derive(Debug, Default)]
pub struct Identity {
    pub guesses: Arc<Guesses>,
}

impl Authenticate for Identity {
    fn authenticate<'a>(&'a self, db: &'a Db, credential: Credential) -> api::Authenticated<'a> {
        Box::pin(async move {
            match credential {
                Credential::Session(cookie) => by_session(db, &cookie).await,
                Credential::Token(token) => by_token(db, &token).await,
            }
        })
    }
}

async fn by_session(db: &Db, cookie: &str) -> Result<Option<Login>> {
    let key = secret::hash(cookie);
    let now = db.clock.now();
    let Some(session) = sessions::store::find(db.reader(), &key).await? else {
        return Ok(None);
    };
    if session.expires_at <= now.0 || !session.user.active {
        return Ok(None);
    }
    if session.seen_at + sessions::SEEN_STEP_MS < now.0 {
        let tx = db.begin(Actor::system()).await?;
        sessions::store::seen(tx.conn(), &key, now, sessions::expiry(now)).await?;
        tx.commit().await?;
    }
    let user_id = session.user.id;
    let actor = actor(db, session.user, None).await?;
    Ok(Some(Login {
        actor,
        user_id,
        session: Some(key),
    }))
}

async fn by_token(db: &Db, token: &str) -> Result<Option<Login>> {
    let now = db.clock.now();
    let Some(row) = tokens::store::find_by_hash(db.reader(), &secret::hash(token)).await? else {
        return Ok(None);
    };
    let expired = row.expires_at.is_some_and(|at| at <= now.0);
    if expired || row.revoked_at.is_some() {
        return Ok(None);
    }
    let Some(user) = users::store::find(db.reader(), row.user_id)
        .await?
        .filter(|user| user.active)
    else {
        return Ok(None);
    };
    if row
        .last_used_at
        .is_none_or(|at| at + sessions::SEEN_STEP_MS < now.0)
    {
        let tx = db.begin(Actor::system()).await?;
        tokens::store::used(tx.conn(), row.id, now).await?;
        tx.commit().await?;
    }
    let scopes: Vec<String> = serde_json::from_str(&row.scopes).unwrap_or_default();
    let user_id = user.id;
    let actor = actor(db, user, Some(&scopes)).await?;
    Ok(Some(Login {
        actor,
        user_id,
        session: None,
    }))
}

/// A user as an actor: the permissions of the role, cut to the scopes of a token; the visible owners.
async fn actor(db: &Db, user: UserRow, scopes: Option<&[String]>) -> Result<Actor> {
    let role = Role::parse(&user.role).unwrap_or(Role::Viewer);
    let mut permissions = role.permissions();
    if let Some(scopes) = scopes {
        permissions.retain(|permission: &Permission| {
            scopes.iter().any(|scope| scope == permission.as_str())
        });
    }
    let scope = match Visibility::parse(&user.visibility).unwrap_or(Visibility::Own) {
        Visibility::All => Scope::All,
        Visibility::Own => Scope::Owners(vec![user.id]),
        Visibility::Team => Scope::Owners(team(db, user.id, user.team_id).await?),
    };
    Ok(Actor {
        user_id: Some(user.id),
        name: user.name,
        team_id: user.team_id,
        permissions,
        scope,
        lang: Lang::parse(&user.lang).unwrap_or_default(),
    })
}

async fn team(db: &Db, me: Uuid, team: Option<Uuid>) -> Result<Vec<Uuid>> {
    let mut members = match team {
        Some(team) => users::store::members(db.reader(), team).await?,
        None => Vec::new(),
    };
    if !members.contains(&me) {
        members.push(me);
    }
    Ok(members)
}
