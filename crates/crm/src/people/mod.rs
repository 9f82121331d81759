//! The users of the product, as the core sees them: somebody to whom a record can be given.
//! Identity owns them; here their table is only read.

mod store;

use base::{Problem, Result, Text, Uuid};
use db::Conn;

/// Whether records and tasks can be given to this user. Nobody at all is fine.
///
/// # Errors
/// `invalid`, naming the field, for somebody who is not there or no longer works here.
pub async fn check(conn: Conn<'_>, field: &str, user: Option<Uuid>) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    match store::is_active(conn, user).await? {
        Some(true) => Ok(()),
        Some(false) => Err(Problem::field(
            field,
            "inactive",
            Text::fixed(
                "Этот сотрудник больше не работает в системе",
                "This user is switched off",
            ),
        )),
        None => Err(Problem::field(
            field,
            "not_found",
            Text::fixed("Нет такого сотрудника", "There is no such user"),
        )),
    }
}
