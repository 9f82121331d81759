//! Finding what no rule knows.

use base::{Result, Time};
use chrono::Days;
use chrono_tz::Tz;
use db::Conn;

use super::super::recognise::Recogniser;
use super::model::{Unknown, unknown};
use super::store;
use crate::utm::{Trace, Utm};

/// So many days are looked back.
const SEEN_DAYS: u32 = 30;

/// The tags of the last days that no rule knows, the most frequent first.
///
/// # Errors
/// When the database refuses.
pub async fn unknown_tags(conn: Conn<'_>, now: Time, zone: Tz) -> Result<Vec<Unknown>> {
    let since = Time(now.0 - base::time::DAY_MS * i64::from(SEEN_DAYS));
    let touched = store::touched(conn, since).await?;
    let since = now.day(zone) - Days::new(SEEN_DAYS.into());
    let visited = store::visited(conn, since).await?;
    let recogniser = Recogniser::load(conn).await?;
    let touches = touched.into_iter().map(|(utm, count, at)| {
        let utm: Utm = serde_json::from_str(&utm).unwrap_or_default();
        (utm, count, at)
    });
    let visits = visited.into_iter().map(|(trace, at)| {
        let trace: Trace = serde_json::from_str(&trace).unwrap_or_default();
        (trace.utm, 1, at)
    });
    Ok(unknown(&recogniser, touches, visits))
}
