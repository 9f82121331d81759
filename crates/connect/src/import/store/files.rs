//! Every statement on the files of imports, which are kept in parts.

use base::{Result, Uuid};
use db::{Conn, sql};

/// Keeps one part of a file.
pub async fn put(conn: Conn<'_>, file: Uuid, part: i64, bytes: &[u8]) -> Result<()> {
    conn.execute(sql!(
        "insert into files (id, part, bytes) values ($1, $2, $3)",
        file,
        part,
        bytes
    ))
    .await?;
    Ok(())
}

/// One part of a file, from 0; none behind the last.
pub async fn part(conn: Conn<'_>, file: Uuid, part: i64) -> Result<Option<Vec<u8>>> {
    conn.scalar(sql!(
        "select bytes from files where id = $1 and part = $2",
        file,
        part
    ))
    .await
}

/// Whether the file of an import is still here.
pub async fn is_here(conn: Conn<'_>, import: Uuid) -> Result<bool> {
    let found = conn.scalar::<i32>(sql!(
        "select 1 from files where id = (select file_id from imports where id = $1) limit 1",
        import
    ));
    Ok(found.await?.is_some())
}
