//! Texts inside JSON: a name behind `\n` or written as `\u0437…` is seen only when the JSON is read.

use serde_json::Value;

use super::ERASED;

type Strike<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Strikes a text, or if it is JSON, every text, key and number in it.
pub(super) fn through(text: &str, strike: Strike<'_>) -> Option<String> {
    let like_json = text.trim_start().starts_with(['{', '[', '"']);
    match serde_json::from_str(text) {
        Ok(mut value) if like_json => walk(&mut value, strike).then(|| value.to_string()),
        _ => strike(text),
    }
}

/// Whether something was struck.
fn walk(value: &mut Value, strike: Strike<'_>) -> bool {
    match value {
        Value::String(text) => match through(text, strike) {
            Some(left) => {
                *text = left;
                true
            }
            None => false,
        },
        // A phone; in a longer number it is only the same digits.
        Value::Number(number) => {
            let meant = strike(&number.to_string()).is_some_and(|left| left == ERASED);
            if meant {
                *value = ERASED.into();
            }
            meant
        }
        Value::Array(list) => list
            .iter_mut()
            .fold(false, |struck, one| walk(one, strike) || struck),
        Value::Object(map) => {
            let mut struck = false;
            for (key, mut one) in std::mem::take(map) {
                let left = through(&key, strike);
                struck |= walk(&mut one, strike) || left.is_some();
                map.insert(left.unwrap_or(key), one);
            }
            struck
        }
        Value::Null | Value::Bool(_) => false,
    }
}
