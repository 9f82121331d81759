//! Where time and ids come from, so that tests can fix both.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use uuid::Uuid;

use crate::Time;

/// The clock of a running server or of a test.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// A test's clock: it stands until it is moved.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn fixed(at: Time) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the time is taken"
    )]
    pub fn now(&self) -> Time {
        match self {
            Self::System => Time(chrono::Utc::now().timestamp_millis()),
            Self::Fixed(at) => Time(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the system's clock cannot be moved.
    pub fn set(&self, to: Time) {
        if let Self::Fixed(at) = self {
            at.store(to.0, Ordering::SeqCst);
        }
    }
}

/// The source of ids: UUIDv7, so that new rows land beside each other in an index.
#[derive(Debug, Clone)]
pub enum Ids {
    Random,
    /// A test's ids: a counter stands where the random bits would be.
    Counted(Arc<AtomicU64>),
}

impl Ids {
    pub fn counted() -> Self {
        Self::Counted(Arc::new(AtomicU64::new(1)))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where ids are drawn"
    )]
    pub fn next(&self, now: Time) -> Uuid {
        let mut bits = [0u8; 10];
        match self {
            Self::Random => bits.copy_from_slice(&Uuid::new_v4().as_bytes()[6..]),
            Self::Counted(counter) => {
                let n = counter.fetch_add(1, Ordering::SeqCst);
                bits[2..].copy_from_slice(&n.to_be_bytes());
            }
        }
        let millis = u64::try_from(now.0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bits).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_ids_repeat_from_run_to_run_and_never_within_one() {
        let (a, b) = (Ids::counted(), Ids::counted());
        let now = Time(1_795_000_000_000);
        let first: Vec<Uuid> = (0..3).map(|_| a.next(now)).collect();
        let again: Vec<Uuid> = (0..3).map(|_| b.next(now)).collect();
        assert_eq!(first, again);
        assert!(first[0] < first[1] && first[1] < first[2]);
        assert_eq!(first[0].get_version_num(), 7);
    }
}
