//! What can be asked for about a person, and why.

use base::{Problem, Result, Text, fold};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::words! {
    /// What is asked for.
    Kind as PrivacyRequestKind {
        /// Everything that is kept about the person, as a file.
        Export = "export",
        /// Removing it.
        Erasure = "erasure",
    }
}

base::words! {
    /// Why. A word and not a text, so that the log tells nothing about the person.
    Reason as PrivacyReason {
        /// The person demands it.
        Demand = "demand",
        /// They have withdrawn their consent.
        Withdrawn = "withdrawn",
        /// What the data were kept for is done, or its term is over.
        PurposeEnded = "purpose_ended",
        /// The data should never have been kept.
        Unlawful = "unlawful",
    }
}

base::words! {
    State as PrivacyRequestState {
        Queued = "queued",
        Done = "done",
        Failed = "failed",
    }
}

/// How long a file can be fetched.
pub const FILE_DAYS: i64 = 7;

/// Refuses an erasure that was not confirmed by the name of the person.
///
/// # Errors
/// `invalid`.
pub fn check_name(typed: &str, name: &str) -> Result<()> {
    if fold::fold(typed) == fold::fold(name) {
        return Ok(());
    }
    Err(Problem::field(
        "confirm",
        "other_name",
        Text::fixed(
            "Наберите имя контакта так, как оно записано на карточке",
            "Type the name of the contact as it is written on the card",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erasure_is_confirmed_by_the_name() {
        assert!(check_name(" зяблёв  петр", "Зяблев Пётр").is_ok());
        assert!(check_name("Зяблев", "Зяблев Пётр").is_err());
        assert!(check_name("", "Зяблев Пётр").is_err());
    }
}
