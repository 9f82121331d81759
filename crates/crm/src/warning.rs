//! What looks wrong about a record and is kept all the same.

use base::{FieldError, Lang};
use serde::Serialize;
use utoipa::ToSchema;

/// Something to look at once more. It does not stop anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    pub field: String,
    #[schema(example = "check_digit")]
    pub code: &'static str,
    /// In the caller's language.
    pub message: String,
}

impl Warning {
    pub fn all(warnings: &[FieldError], lang: Lang) -> Vec<Self> {
        warnings
            .iter()
            .map(|warning| Self {
                field: warning.field.clone(),
                code: warning.code,
                message: warning.message.get(lang).to_owned(),
            })
            .collect()
    }
}
