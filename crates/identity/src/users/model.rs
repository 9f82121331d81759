//! What a user is.

use base::problem::Check;
use base::{Lang, Role, Text, Time, Uuid, Visibility};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::UserRow;

/// Somebody who works in the product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub visibility: Visibility,
    pub team_id: Option<Uuid>,
    pub lang: Lang,
    pub active: bool,
    pub created_at: Time,
    pub version: i64,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            email: row.email,
            role: Role::parse(&row.role).unwrap_or(Role::Viewer),
            visibility: Visibility::parse(&row.visibility).unwrap_or(Visibility::Own),
            team_id: row.team_id,
            lang: Lang::parse(&row.lang).unwrap_or_default(),
            active: row.active,
            created_at: Time(row.created_at),
            version: row.version,
        }
    }
}

/// A user to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// The role's usual one when absent.
    pub visibility: Option<Visibility>,
    pub team_id: Option<Uuid>,
    pub lang: Option<Lang>,
    pub password: String,
}

impl NewUser {
    /// Marks what is wrong; the address comes back in the form it is stored in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn check(&self) -> base::Result<String> {
        let mut check = Check::default();
        check.required("name", &self.name, 200);
        let email = check_email(&mut check, &self.email);
        crate::password::check(&mut check, "password", &self.password);
        check.done()?;
        Ok(email)
    }
}

/// The address in lower case, or a marked field.
pub fn check_email(check: &mut Check, email: &str) -> String {
    let email = email.trim().to_lowercase();
    let plausible = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    if !plausible || email.chars().any(char::is_whitespace) || email.len() > 200 {
        check.fail(
            "email",
            "wrong_email",
            Text::fixed(
                "Нужен адрес вида name@company.ru",
                "An address like name@company.com is needed",
            ),
        );
    }
    email
}
