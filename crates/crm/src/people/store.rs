//! The only statement of the core on users.

use base::{Result, Uuid};
use db::{Conn, sql};

/// `None` when there is no such user.
pub async fn is_active(conn: Conn<'_>, id: Uuid) -> Result<Option<bool>> {
    conn.scalar(sql!("select active from users where id = $1", id))
        .await
}
