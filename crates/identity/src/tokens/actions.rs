//! Use cases on tokens.

use base::problem::Check;
use base::{Event, Permission, Problem, Result, Subject, Text, Time, Uuid};
use db::Tx;
use serde_json::json;

use super::store::{self, TokenRow};
use api::secret;

/// A token starts with this, so that leaked ones can be recognised.
const PREFIX: &str = "vrk_";

/// Makes a token for the user; the second value is the secret, which is never seen again.
///
/// # Errors
/// `invalid`: no name, no or unknown scopes, an end in the past.
pub async fn create(
    tx: &Tx,
    user: Uuid,
    name: &str,
    scopes: &[String],
    expires_at: Option<Time>,
) -> Result<(TokenRow, String)> {
    let mut check = Check::default();
    check.required("name", name, 200);
    if scopes.is_empty() {
        check.fail(
            "scopes",
            "required",
            Text::fixed("Выберите хотя бы одно право", "Choose at least one right"),
        );
    }
    for scope in scopes {
        if Permission::parse(scope).is_none() {
            check.fail(
                "scopes",
                "unknown",
                Text::new(
                    format!("Нет права «{scope}»"),
                    format!("There is no right “{scope}”"),
                ),
            );
        }
    }
    if expires_at.is_some_and(|at| at <= tx.now()) {
        check.fail(
            "expires_at",
            "past",
            Text::fixed("Этот срок уже прошёл", "This is in the past"),
        );
    }
    check.done()?;
    let token = format!("{PREFIX}{}", secret::new());
    let row = TokenRow {
        id: tx.new_id(),
        user_id: user,
        name: name.trim().to_owned(),
        token_hash: secret::hash(&token),
        scopes: serde_json::to_string(scopes).map_err(Problem::internal)?,
        created_at: tx.now().0,
        expires_at: expires_at.map(|at| at.0),
        last_used_at: None,
        revoked_at: None,
    };
    store::insert(tx.conn(), &row).await?;
    tx.record(Event::new(
        "token.created",
        Subject::default(),
        json!({ "token_id": row.id, "name": row.name }),
    ));
    Ok((row, token))
}

/// # Errors
/// `not_found` for a token of somebody else or one that is revoked already.
pub async fn revoke(tx: &Tx, id: Uuid, user: Uuid) -> Result<()> {
    if !store::revoke(tx.conn(), id, user, tx.now()).await? {
        return Err(Problem::not_found());
    }
    tx.record(Event::new(
        "token.revoked",
        Subject::default(),
        json!({ "token_id": id }),
    ));
    Ok(())
}
