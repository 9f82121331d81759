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

/// The same for what belongs to several records: whoever sees one of them sees it.
pub fn only_with(query: &mut Query, scope: &Scope, columns: &[&str]) {
    if let Scope::Owners(owners) = scope {
        for (index, column) in columns.iter().enumerate() {
            query.push(if index == 0 { " and (" } else { " or " });
            query.push(column).push(" in ").list(owners.iter().copied());
        }
        query.push(")");
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
