//! Logging in and out in a browser. The cookie holds a random secret; the database only its hash.

mod http;
pub mod store;

use base::Time;
use base::time::DAY_MS;

pub use http::{Me, log_in, routes};

/// A session ends after a month without a visit.
const LIFETIME_MS: i64 = 30 * DAY_MS;

/// «Last seen» is written this often at most, so that reading stays reading.
pub const SEEN_STEP_MS: i64 = 60 * 60 * 1000;

pub fn expiry(now: Time) -> Time {
    Time(now.0 + LIFETIME_MS)
}
