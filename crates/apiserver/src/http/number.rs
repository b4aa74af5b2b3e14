//! One spelling for equal numbers.

use serde_json::Value;

/// Up to here a float holds every integer exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes floats without a fraction as integers, the way Kubernetes stores them: `65535.0` and `65535` are one value to
/// whoever compares objects later.
pub(super) fn one_spelling(mut value: Value) -> Value {
    respell(&mut value);
    value
}

fn respell(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(respell),
        Value::Array(items) => items.iter_mut().for_each(respell),
        Value::Number(number) if number.is_f64() => {
            if let Some(float) = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT) {
                *value = Value::from(float as i64);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn floats_without_a_fraction_are_integers() {
        let read = json!({"maximum": 65535.0, "nested": [{"minimum": -1.0}], "share": 0.5, "huge": 1e300, "whole": 3});
        let kept = json!({"maximum": 65535, "nested": [{"minimum": -1}], "share": 0.5, "huge": 1e300, "whole": 3});
        assert_eq!(one_spelling(read), kept);
    }
}
