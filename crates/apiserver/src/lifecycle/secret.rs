use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::status::ApiError;

/// Moves `stringData` into `data` and sets the default type.
pub(super) fn prepare(object: &mut Value) -> Result<(), ApiError> {
    let Some(fields) = object.as_object_mut() else { return Ok(()) };
    fields.entry("type").or_insert_with(|| json!("Opaque"));
    let Some(Value::Object(plain)) = fields.remove("stringData") else { return Ok(()) };
    let data = fields.entry("data").or_insert_with(|| Value::Object(Map::new()));
    let data = data.as_object_mut().ok_or_else(|| ApiError::bad_request("data must be a map of base64 texts"))?;
    for (key, value) in plain {
        let text = value.as_str().ok_or_else(|| ApiError::bad_request(format!("stringData.{key} must be a text")))?;
        data.insert(key, Value::String(STANDARD.encode(text)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_become_encoded_data() {
        let mut secret = json!({"data": {"a": "eA=="}, "stringData": {"b": "y"}});
        prepare(&mut secret).unwrap();
        assert_eq!(secret, json!({"type": "Opaque", "data": {"a": "eA==", "b": "eQ=="}}));
    }
}
