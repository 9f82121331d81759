//! The states of a mail, and when it is tried again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::words! {
    /// What became of a mail.
    State as MailState {
        /// It waits for its turn.
        Queued = "queued",
        /// It is being handed over.
        Sending = "sending",
        /// A server has taken it.
        Sent = "sent",
        /// The connection broke while it was handed over: it may have left or not.
        Unknown = "unknown",
        /// It came back, or the address was refused.
        Bounced = "bounced",
        /// The addressee does not consent to advertising.
        Refused = "refused",
        /// It cannot be sent.
        Failed = "failed",
        /// A person stopped it.
        Cancelled = "cancelled",
    }
}

const MINUTE_MS: i64 = 60_000;
/// A mail that no server took for so long has failed.
pub const GIVE_UP_MS: i64 = 2 * base::time::DAY_MS;
/// A mail that is being handed over for so long is of unknown fate: no try lasts that long.
pub const STALE_MS: i64 = 5 * MINUTE_MS;
/// The job that was written with a mail has this long to begin before the periodic one takes the mail up.
pub const FIRST_CHANCE_MS: i64 = MINUTE_MS;

/// How long a mail waits after so many tries.
pub fn wait_ms(attempts: i64) -> i64 {
    let minutes = match attempts {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        5 => 180,
        _ => 360,
    };
    minutes * MINUTE_MS
}

/// How long an account is left alone after so many troubles in a row.
pub fn pause_ms(troubles: i64) -> i64 {
    MINUTE_MS * (1 << troubles.clamp(0, 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (1..9).map(|n| wait_ms(n) / MINUTE_MS).collect();
        assert_eq!(waits, [1, 5, 15, 60, 180, 360, 360, 360]);
        assert_eq!(pause_ms(0), MINUTE_MS);
        assert_eq!(pause_ms(100), 32 * MINUTE_MS);
    }
}
