//! What is done with the rate table. The route has checked the permission.

use base::{Event, Result, Subject};
use db::Tx;
use serde_json::json;

use super::model::{NewRate, Rates};
use super::store;

/// Writes the whole table: what is not in it has no rate any more.
///
/// # Errors
/// `invalid` with every wrong field.
pub async fn set(tx: &Tx, new: &[NewRate]) -> Result<Rates> {
    let was = Rates::load(tx.conn()).await?;
    let rates = Rates::checked(was.currency(), new)?;
    let changes = rates.changes(&was);
    if changes.is_empty() {
        return Ok(was);
    }
    store::save(tx.conn(), &rates).await?;
    tx.record(Event::new(
        "rates.set",
        Subject::default(),
        json!({ "currency": rates.currency(), "changes": changes }),
    ));
    Ok(rates)
}
