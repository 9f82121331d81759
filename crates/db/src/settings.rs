//! Settings by key. Who writes a key knows what its text means.

use base::Result;

use crate::{Conn, sql};

pub async fn get(conn: Conn<'_>, key: &str) -> Result<Option<String>> {
    conn.scalar(sql!("select value from settings where key = $1", key))
        .await
}

pub async fn put(conn: Conn<'_>, key: &str, value: &str) -> Result<()> {
    conn.execute(sql!(
        "insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        key,
        value
    ))
    .await?;
    Ok(())
}
