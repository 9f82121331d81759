//! Passwords: argon2id with the library's recommended cost, off the threads that serve requests.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use base::problem::Check;
use base::{Problem, Result, Text};

const SHORTEST: usize = 8;

/// Hashes a password into a PHC string. Takes tens of milliseconds and 19 MiB of memory, on purpose.
///
/// # Errors
/// Only when the library refuses its own parameters.
pub fn hash_now(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(Problem::internal)
}

/// [`hash_now`] on a thread for slow work.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .map_err(Problem::internal)?
}

/// Whether the password fits the hash. `None` (no such user) takes as long as a wrong password,
/// so that the time does not tell which addresses exist.
pub async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || match hash {
        Some(hash) => Argon2::default()
            .verify_password(password.as_bytes(), hash.as_str())
            .is_ok(),
        None => {
            let _ = hash_now(&password);
            false
        }
    })
    .await
    .map_err(Problem::internal)
}

/// Marks a new password that is too short or absurdly long.
pub fn check(check: &mut Check, field: &str, password: &str) {
    if password.chars().count() < SHORTEST {
        check.fail(
            field,
            "too_short",
            Text::new(
                format!("Не короче {SHORTEST} символов"),
                format!("At least {SHORTEST} characters"),
            ),
        );
    }
    check.length(field, password, 200);
}
