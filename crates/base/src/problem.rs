//! What went wrong, in words for the person who asked. HTTP shows it as RFC 9457 `problem+json`.

use serde_json::Value;

use crate::Text;

/// One field that is not right.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    pub field: String,
    pub code: &'static str,
    pub message: Text,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: &'static str, message: Text) -> Self {
        Self {
            field: field.into(),
            code,
            message,
        }
    }
}

/// A refusal with a stable code, a status and texts in both languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem(pub Box<Details>);

#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    pub status: u16,
    pub code: &'static str,
    pub title: Text,
    pub detail: Option<Text>,
    pub errors: Vec<FieldError>,
    /// Further members of the answer, such as `current_version`.
    pub extra: Vec<(&'static str, Value)>,
    /// What really happened, for the log and never for the answer.
    pub cause: Option<String>,
}

impl Problem {
    pub fn new(status: u16, code: &'static str, title: Text) -> Self {
        Self(Box::new(Details {
            status,
            code,
            title,
            detail: None,
            errors: Vec::new(),
            extra: Vec::new(),
            cause: None,
        }))
    }

    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What it says to a person in one sentence: the first wrong field, or else the detail, or else the title.
    pub fn words(&self) -> Text {
        let field = self.0.errors.first().map(|error| &error.message);
        let words = field.or(self.0.detail.as_ref());
        words.unwrap_or(&self.0.title).clone()
    }

    pub fn with_detail(mut self, detail: Text) -> Self {
        self.0.detail = Some(detail);
        self
    }

    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.extra.push((key, value.into()));
        self
    }

    pub fn unauthenticated() -> Self {
        Self::new(
            401,
            "unauthenticated",
            Text::fixed("Войдите в систему", "Log in first"),
        )
    }

    pub fn forbidden() -> Self {
        Self::new(
            403,
            "forbidden",
            Text::fixed(
                "У вас нет права на это действие. Его может дать владелец",
                "You may not do this. The owner can grant the right",
            ),
        )
    }

    pub fn not_found() -> Self {
        Self::new(
            404,
            "not_found",
            Text::fixed(
                "Не найдено, или у вас нет к этому доступа",
                "Not found, or you have no access to it",
            ),
        )
    }

    /// A stale write: somebody changed the record since it was read.
    pub fn stale(current_version: i64) -> Self {
        Self::new(
            409,
            "stale",
            Text::fixed(
                "Запись уже изменена кем-то другим. Обновите её и повторите",
                "Somebody has changed this record. Reload it and try again",
            ),
        )
        .with("current_version", current_version)
    }

    pub fn conflict(detail: Text) -> Self {
        Self::new(409, "conflict", detail)
    }

    pub fn bad_request(detail: Text) -> Self {
        Self::new(400, "bad_request", detail)
    }

    /// Input that was understood and is not right, with the fields that are wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(
            422,
            "invalid",
            Text::fixed("Проверьте отмеченные поля", "Check the marked fields"),
        )
        .with_errors(errors)
    }

    /// One wrong field.
    pub fn field(field: &str, code: &'static str, message: Text) -> Self {
        Self::invalid(vec![FieldError::new(field, code, message)])
    }

    /// A fault of ours: the cause goes to the log, the person gets an apology and nothing else.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let mut problem = Self::new(
            500,
            "internal",
            Text::fixed(
                "Внутренняя ошибка. Изменения не сохранены, попробуйте ещё раз",
                "Internal error. Nothing was changed, try again",
            ),
        );
        problem.0.cause = Some(cause.to_string());
        problem
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.0.status, self.0.code, self.0.title.en)?;
        if let Some(detail) = &self.0.detail {
            write!(f, " ({})", detail.en)?;
        }
        for error in &self.0.errors {
            write!(f, "; {}: {}", error.field, error.message.en)?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, "; cause: {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// Collects every wrong field of an input, so that a person mends them in one go.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    pub fn fail(&mut self, field: &str, code: &'static str, message: Text) {
        self.0.push(FieldError::new(field, code, message));
    }

    /// A text that must be there and be at most `max` characters long.
    pub fn required(&mut self, field: &str, value: &str, max: usize) {
        if value.trim().is_empty() {
            self.fail(
                field,
                "required",
                Text::fixed("Заполните это поле", "Fill in this field"),
            );
        }
        self.length(field, value, max);
    }

    /// A text of at most `max` characters.
    pub fn length(&mut self, field: &str, value: &str, max: usize) {
        if value.chars().count() > max {
            self.fail(
                field,
                "too_long",
                Text::new(
                    format!("Не длиннее {max} символов"),
                    format!("At most {max} characters"),
                ),
            );
        }
    }

    pub fn done(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.0))
        }
    }
}
