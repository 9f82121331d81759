//! Where the next page of a list starts.

use base::{Problem, Text, Uuid};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

/// Where the next page starts: the sort keys of the last record of this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor(pub Vec<Value>);

impl Cursor {
    pub fn new(keys: impl IntoIterator<Item = Value>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// # Errors
    /// `bad_request` for anything but a cursor that this server has given.
    pub fn parse(text: &str) -> base::Result<Self> {
        BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Self)
            .ok_or_else(wrong_cursor)
    }

    pub fn number(&self, index: usize) -> base::Result<i64> {
        self.0
            .get(index)
            .and_then(Value::as_i64)
            .ok_or_else(wrong_cursor)
    }

    pub fn text(&self, index: usize) -> base::Result<&str> {
        self.0
            .get(index)
            .and_then(Value::as_str)
            .ok_or_else(wrong_cursor)
    }

    pub fn id(&self, index: usize) -> base::Result<Uuid> {
        self.text(index)?.parse().map_err(|_| wrong_cursor())
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = Value::Array(self.0.clone()).to_string();
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(json))
    }
}

fn wrong_cursor() -> Problem {
    Problem::bad_request(Text::fixed(
        "Неверный cursor: возьмите next_cursor предыдущей страницы того же списка",
        "Wrong cursor: take next_cursor of the page before, of the same list",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let cursor = Cursor::new([Value::from(5), Value::from("Щёлково")]);
        assert_eq!(
            Cursor::parse(&cursor.to_string()).expect("a cursor"),
            cursor
        );
        assert!(Cursor::parse("мусор").is_err());
    }
}
