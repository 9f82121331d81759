//! JSON input with errors that name the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use base::{FieldError, Problem, Text};
use serde::de::DeserializeOwned;

use crate::{Failure, Result};

/// A JSON body. What cannot be read is answered with the path of the field and the reason.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| crate::guard::too_large())?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value =
            serde_path_to_error::deserialize(&mut reader).map_err(|error| unreadable(&error))?;
        reader.end().map_err(|error| malformed(&error))?;
        Ok(Self(value))
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::bad_request(Text::new(
        format!("Тело запроса — не JSON: {error}"),
        format!("The body is not JSON: {error}"),
    ))
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    if error.inner().is_syntax() || error.inner().is_eof() {
        return malformed(error.inner());
    }
    let (path, reason) = (error.path().to_string(), error.inner().to_string());
    // serde names a missing field only in its words, not in the path.
    let missing = reason
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'))
        .map(|(field, _)| field);
    let field = match missing {
        Some(field) if path == "." => field.to_owned(),
        Some(field) => format!("{path}.{field}"),
        None => path,
    };
    let message = if missing.is_some() {
        Text::fixed("Заполните это поле", "Fill in this field")
    } else {
        Text::new(
            format!("Неверное значение: {reason}"),
            format!("Wrong value: {reason}"),
        )
    };
    let code = if missing.is_some() {
        "required"
    } else {
        "wrong_type"
    };
    Problem::invalid(vec![FieldError::new(field, code, message)])
}
