//! How much is warned of.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::fixture::{Fixture, contract};

contract!(long_warnings_are_cut_where_they_are_many, a_warning_is_given_in_any_script);

/// Warnings of a ConfigMap with unknown fields of these names.
async fn warnings(test: &Fixture, names: impl Iterator<Item = String>) -> Result<Vec<Vec<u8>>> {
    let mut object: Map<String, Value> = names.map(|name| (name, json!(1))).collect();
    object.insert("metadata".to_owned(), json!({ "generateName": "a-" }));
    let answer = test.wire.post(&test.core("configmaps"), &Value::Object(object)).await?;
    let warnings = answer.headers.get_all("warning").iter().map(|value| value.as_bytes().to_vec()).collect();
    answer.ok()?;
    Ok(warnings)
}

async fn long_warnings_are_cut_where_they_are_many(test: Fixture) -> Result<()> {
    let long = |number| format!("x{number:02}{}", "x".repeat(300));
    let whole = warnings(&test, (0..3).map(long)).await?;
    assert_eq!(whole.len(), 3);
    assert!(whole.iter().all(|warning| warning.len() > 300), "{whole:?}");
    let cut = warnings(&test, (0..40).map(long)).await?;
    assert_eq!(cut.len(), 16);
    // A code, quotes around the text, and an escaped quote in it.
    assert!(cut.iter().all(|warning| warning.len() == 256 + "299 - \"\"".len() + "\\".len()), "{cut:?}");
    Ok(())
}

async fn a_warning_is_given_in_any_script(test: Fixture) -> Result<()> {
    let expected = "299 - \"unknown field \\\"größe\\\"\"";
    assert_eq!(warnings(&test, ["größe".to_owned()].into_iter()).await?, [expected.as_bytes()]);
    Ok(())
}
