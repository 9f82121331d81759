//! How often something may be done: in memory, for each process. Addresses are not kept, only a hash that another
//! process does not share.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// So many are told apart; then all are forgotten.
const MOST_KNOWN: usize = 20_000;

/// Counts within windows of time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gate {
    window_ms: i64,
    most: u32,
    known: Arc<Mutex<HashMap<u64, (i64, u32)>>>,
    hasher: RandomState,
}

impl Gate {
    pub fn new(window_ms: i64, most: u32) -> Self {
        Self {
            window_ms,
            most,
            known: Arc::default(),
            hasher: RandomState::new(),
        }
    }

    /// Whether it may still be done.
    pub fn open(&self, who: impl Hash, now: i64) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = known.get(&self.hasher.hash_one(who));
        counted.is_none_or(|(since, times)| now - since >= self.window_ms || *times < self.most)
    }

    /// Counts one more.
    pub fn count(&self, who: impl Hash, now: i64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        let entry = known.entry(self.hasher.hash_one(who)).or_insert((now, 0));
        if now - entry.0 >= self.window_ms {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_in_a_while_are_kept_out_for_a_while() {
        let gate = Gate::new(1_000, 2);
        for _ in 0..2 {
            assert!(gate.open("a", 0));
            gate.count("a", 0);
        }
        assert!(!gate.open("a", 999));
        assert!(gate.open("b", 999));
        assert!(gate.open("a", 1_000));
    }
}
