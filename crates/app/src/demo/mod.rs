//! The demo company.

use db::Db;

/// Fills an empty database with the demo company.
///
/// # Errors
/// When the database refuses.
pub async fn fill(_db: &Db) -> anyhow::Result<()> {
    Ok(())
}

/// What is printed when the demo starts.
pub const WELCOME: &str = "";
