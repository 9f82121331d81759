//! What a suspected sender can do to be believed: their browser works for a second, or they wait and confirm.
//!
//! The submission is kept before the question is asked, so that nothing is lost when it is never answered.

use sha2::{Digest, Sha256};

/// Zero bits a hash has to begin with: sixteen thousand tries on average, about a second of a browser's work.
pub const BITS: u32 = 14;
/// Without work, nobody confirms sooner.
const PATIENCE_MS: i64 = 4_000;
const VALID_MS: i64 = 3_600_000;

/// What a suspected sender is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Work, or else patience.
    Confirm,
    /// Work: one of a crowd.
    Work,
}

impl Demand {
    /// None for what no person does: that is left for people to look through.
    pub fn of(reason: &str) -> Option<Self> {
        match reason {
            "trap" | "forged_stamp" => None,
            "too_many" | "crowd" => Some(Self::Work),
            _ => Some(Self::Confirm),
        }
    }
}

/// Whether a proof is good enough for a question that was asked so long ago.
pub fn believed(demand: Demand, token: &str, number: &str, age_ms: i64) -> bool {
    let worked = zeros(&Sha256::digest(format!("{token}:{number}"))) >= BITS;
    let enough = match demand {
        Demand::Confirm => worked || age_ms >= PATIENCE_MS,
        Demand::Work => worked,
    };
    (0..=VALID_MS).contains(&age_ms) && enough
}

/// Zero bits at the beginning.
fn zeros(hash: &[u8]) -> u32 {
    let bytes = hash.iter().take_while(|byte| **byte == 0).count();
    let next = hash.get(bytes).map_or(0, |byte| byte.leading_zeros());
    bytes as u32 * 8 + next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(token: &str) -> String {
        (0..1_000_000_u32)
            .map(|number| number.to_string())
            .find(|number| zeros(&Sha256::digest(format!("{token}:{number}"))) >= BITS)
            .expect("a number")
    }

    #[test]
    fn work_or_patience_is_believed() {
        let number = number("token");
        let after = |age_ms, number: &str, demand| believed(demand, "token", number, age_ms);
        assert!(after(100, &number, Demand::Work) && after(100, &number, Demand::Confirm));
        assert!(!after(100, "", Demand::Confirm) && after(5_000, "", Demand::Confirm));
        assert!(!after(5_000, "", Demand::Work));
        assert!(!after(VALID_MS + 1, &number, Demand::Work));
        assert!(!believed(Demand::Work, "other", &number, 100));
    }

    #[test]
    fn bits_are_counted_across_bytes() {
        assert_eq!(zeros(&[0, 0, 0b0001_0000]), 19);
        assert_eq!(zeros(&[0x80]), 0);
        assert_eq!(zeros(&[0, 0]), 16);
    }
}
