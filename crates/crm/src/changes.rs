//! What a change changed, for the event that tells of it.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// Every field that differs, as `field: [old, new]`. Empty when nothing was changed.
pub fn between<T: Serialize>(was: &T, is: &T) -> Map<String, Value> {
    let fields = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let was = fields(was);
    fields(is)
        .into_iter()
        .filter_map(|(field, new)| {
            let old = was.get(&field).cloned().unwrap_or_default();
            (old != new).then(|| (field, json!([old, new])))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Cup {
        name: &'static str,
        size: Option<i64>,
    }

    #[test]
    fn only_what_differs_is_told() {
        let was = Cup {
            name: "чашка",
            size: Some(1),
        };
        let is = Cup {
            name: "чашка",
            size: None,
        };
        assert_eq!(
            Value::from(between(&was, &is)),
            json!({ "size": [1, null] })
        );
        assert!(between(&is, &is).is_empty());
    }
}
