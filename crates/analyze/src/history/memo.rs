//! What has been worked out from one history already: it holds until the data change.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Kept = Arc<dyn Any + Send + Sync>;

/// Results by what was asked. A new history begins with an empty one.
#[derive(Default)]
pub struct Memo(Mutex<HashMap<String, Kept>>);

/// More results than this are not kept: the oldest questions are seldom asked again.
const MOST: usize = 256;

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memo")
    }
}

impl Memo {
    pub fn get<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)?.clone().downcast().ok()
    }

    pub fn keep<T: Send + Sync + 'static>(&self, key: String, result: T) -> Arc<T> {
        let result = Arc::new(result);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, result.clone());
        result
    }

    /// What is kept, or what `make` gives. Two who ask at once may both make it.
    pub fn get_or<T: Send + Sync + 'static>(
        &self,
        key: String,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        match self.get(&key) {
            Some(kept) => kept,
            None => self.keep(key, make()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_made_once_and_told_apart_by_its_type() {
        let memo = Memo::default();
        let first = memo.get_or("a".to_owned(), || 1);
        let again = memo.get_or("a".to_owned(), || 2);
        assert_eq!((*first, *again), (1, 1));
        assert!(memo.get::<String>("a").is_none());
        for number in 0..MOST + 10 {
            memo.keep(number.to_string(), number);
        }
        assert!(memo.get::<usize>("0").is_none());
    }
}
