//! A limit on guessing passwords: after some failures for one address, a wait.

use std::collections::HashMap;
use std::sync::Mutex;

use base::{Problem, Text, Time};

const MOST_FAILURES: u32 = 8;
const WINDOW_MS: i64 = 10 * 60 * 1000;
/// Beyond this many addresses the oldest ones are forgotten first.
const MOST_KEYS: usize = 100_000;

/// Recent failures by address. Each serving process keeps its own.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<String, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since: Time,
}

impl Guesses {
    /// # Errors
    /// `too_many_attempts` while the address has to wait.
    pub fn check(&self, key: &str, now: Time) -> Result<(), Problem> {
        let failures = self.lock().get(key).copied();
        match failures {
            Some(Failures { count, since })
                if count >= MOST_FAILURES && now.0 < since.0 + WINDOW_MS =>
            {
                let seconds = (since.0 + WINDOW_MS - now.0 + 999) / 1000;
                let minutes = (seconds + 59) / 60;
                Err(Problem::new(
                    429,
                    "too_many_attempts",
                    Text::new(
                        format!("Слишком много неудачных попыток. Повторите через {minutes} мин."),
                        format!("Too many failed attempts. Try again in {minutes} min."),
                    ),
                )
                .with("retry_after", seconds))
            }
            _ => Ok(()),
        }
    }

    pub fn failed(&self, key: &str, now: Time) {
        let mut all = self.lock();
        if all.len() >= MOST_KEYS {
            all.retain(|_, failures| now.0 < failures.since.0 + WINDOW_MS);
            if all.len() >= MOST_KEYS {
                all.clear();
            }
        }
        let failures = all.entry(key.to_owned()).or_insert(Failures {
            count: 0,
            since: now,
        });
        if now.0 >= failures.since.0 + WINDOW_MS {
            *failures = Failures {
                count: 0,
                since: now,
            };
        }
        failures.count += 1;
    }

    pub fn succeeded(&self, key: &str) {
        self.lock().remove(key);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Failures>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_make_wait_and_success_or_time_forgives() {
        let (guesses, start) = (Guesses::default(), Time(0));
        for _ in 0..MOST_FAILURES {
            assert!(guesses.check("a", start).is_ok());
            guesses.failed("a", start);
        }
        let refused = guesses.check("a", start).expect_err("it must wait");
        assert_eq!(
            refused.0.extra,
            vec![("retry_after", serde_json::json!(600))]
        );
        assert!(guesses.check("b", start).is_ok());
        assert!(guesses.check("a", Time(WINDOW_MS)).is_ok());
        guesses.succeeded("a");
        assert!(guesses.check("a", start).is_ok());
    }
}
