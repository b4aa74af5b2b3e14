//! How deep values are nested. What reads, copies and drops a value calls itself once a level, on a stack of fixed size.

use serde_json::Value;

/// How many levels an object may have: fewer than the JSON reader takes, so that what is stored can be read again.
pub(crate) const MAX_LEVELS: usize = 100;

/// Whether a value has more than this many levels; a scalar has none.
pub(crate) fn exceeds(value: &Value, levels: usize) -> bool {
    let mut level = vec![value];
    for _ in 0..=levels {
        let mut below = Vec::new();
        for value in level {
            match value {
                Value::Array(items) => below.extend(items),
                Value::Object(fields) => below.extend(fields.values()),
                _ => {}
            }
        }
        if below.is_empty() {
            return false;
        }
        level = below;
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn levels_are_counted_down_to_the_deepest_scalar() {
        let value = json!({ "shallow": 1, "deep": [[{ "a": 1 }], 2] });
        assert!(!exceeds(&value, 4));
        assert!(exceeds(&value, 3));
        assert!(!exceeds(&json!(1), 0));
        assert!(exceeds(&json!([1]), 0));
    }
}
