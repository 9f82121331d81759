//! Who sees which records: decided here for lists, totals, search, export and reports alike.

use base::{Problem, Result, Scope, Uuid};
use db::Query;

/// Appends ` and <column> in (…)` so that only records the actor may see remain.
/// `column` holds the record's owner.
pub fn only(query: &mut Query, scope: &Scope, column: &str) {
    if let Scope::Owners(owners) = scope {
        query
            .push(" and ")
            .push(column)
            .push(" in ")
            .list(owners.iter().copied());
    }
}

/// A single record that the actor may not see does not exist for them.
///
/// # Errors
/// `not_found`.
pub fn check(scope: &Scope, owner: Option<Uuid>) -> Result<()> {
    if scope.sees(owner) {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}
