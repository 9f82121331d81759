//! Every statement that takes a person out of imports.

use base::{Result, Uuid};
use db::{Conn, Query, sql};

/// A text of an import with its place: (import, number, text).
pub type Placed = (Uuid, i64, String);

/// Refused rows that are like one of the patterns.
pub async fn refused_like(conn: Conn<'_>, patterns: &[String]) -> Result<Vec<Placed>> {
    let mut query = Query::new("select import_id, row_number, cells from import_rows where ");
    db::texts::like(&mut query, &["cells", "reason"], patterns);
    conn.tuples(query).await
}

/// Takes away what stood in a refused row.
pub async fn empty_refused(conn: Conn<'_>, import: Uuid, row: i64) -> Result<()> {
    conn.execute(sql!(
        "update import_rows set cells = '[]', reason = '{}' where import_id = $1 and row_number = $2",
        import,
        row
    ))
    .await?;
    Ok(())
}

/// What records were before imports, like one of the patterns.
pub async fn before_like(conn: Conn<'_>, patterns: &[String]) -> Result<Vec<Placed>> {
    let mut query = Query::new("select import_id, position, before from import_changes where ");
    db::texts::like(&mut query, &["before"], patterns);
    conn.tuples(query).await
}

pub async fn rewrite_before(
    conn: Conn<'_>,
    import: Uuid,
    position: i64,
    before: &str,
) -> Result<()> {
    conn.execute(sql!(
        "update import_changes set before = $3 where import_id = $1 and position = $2",
        import,
        position,
        before
    ))
    .await?;
    Ok(())
}

/// Forgets what imports did to a record, so that none can bring it back; the imports.
pub async fn forget_changes_of(conn: Conn<'_>, entity: Uuid) -> Result<Vec<Uuid>> {
    let mut query = Query::new("delete from import_changes where entity_id = ");
    query.value(entity).push(" returning import_id");
    conn.scalars(query).await
}

/// Removes the files of imports, whatever became of them.
pub async fn remove_files(conn: Conn<'_>, imports: &[Uuid]) -> Result<u64> {
    let mut query =
        Query::new("delete from files where id in (select file_id from imports where id in ");
    query.list(imports).push(")");
    conn.execute(query).await
}
