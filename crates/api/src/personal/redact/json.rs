//! Texts inside JSON: a name behind `\n` or written as `\u0437…` is seen only when the JSON is read.

use serde_json::Value;

use super::ERASED;

/// A text without the person; `true`: where they are known to be meant.
type Strike<'a> = &'a dyn Fn(&str, bool) -> Option<String>;

/// Strikes a text, or if it is JSON, every text, key and number in it.
pub(super) fn through(text: &str, near: bool, strike: Strike<'_>) -> Option<String> {
    let like_json = text.trim_start().starts_with(['{', '[', '"']);
    match serde_json::from_str(text) {
        Ok(mut value) if like_json => walk(&mut value, near, strike).then(|| value.to_string()),
        _ => strike(text, near),
    }
}

/// Whether something was struck.
fn walk(value: &mut Value, near: bool, strike: Strike<'_>) -> bool {
    match value {
        Value::String(text) => match through(text, near, strike) {
            Some(left) => {
                *text = left;
                true
            }
            None => false,
        },
        // A phone; in a longer number it is only the same digits.
        Value::Number(number) => {
            let meant = strike(&number.to_string(), near).is_some_and(|left| left == ERASED);
            if meant {
                *value = ERASED.into();
            }
            meant
        }
        Value::Array(list) => {
            let near = near || together(list.iter(), strike);
            let mut struck = false;
            for one in list {
                struck |= walk(one, near, strike);
            }
            struck
        }
        Value::Object(map) => {
            let near = near || together(map.values(), strike);
            let mut struck = false;
            for (key, mut one) in std::mem::take(map) {
                let left = through(&key, near, strike);
                struck |= walk(&mut one, near, strike) || left.is_some();
                map.insert(left.unwrap_or(key), one);
            }
            struck
        }
        Value::Null | Value::Bool(_) => false,
    }
}

/// Whether neighbouring values name the person together: `{"first_name": "Пётр", "last_name": "Зяблёв"}`.
fn together<'a>(values: impl Iterator<Item = &'a Value>, strike: Strike<'_>) -> bool {
    let words: Vec<&str> = values.filter_map(Value::as_str).collect();
    words
        .windows(2)
        .any(|pair| strike(&pair.join(" "), false).is_some())
}
