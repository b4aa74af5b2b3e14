//! JSON patches, and how much one may do.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(a_patch_has_at_most_ten_thousand_operations, a_patch_copies_at_most_three_megabytes);

async fn create(test: &Fixture) -> Result<String> {
    let object = json!({ "metadata": { "name": "a" }, "data": { "k": "x".repeat(100_000) } });
    test.wire.post(&test.core("configmaps"), &object).await?.ok()?;
    Ok(test.core("configmaps/a"))
}

async fn a_patch_has_at_most_ten_thousand_operations(test: Fixture) -> Result<()> {
    let path = create(&test).await?;
    let label = json!({ "op": "add", "path": "/metadata/labels", "value": { "a": "b" } });
    test.wire.json_patch(&path, &Value::from(vec![label.clone(); 10_000])).await?.ok()?;
    let status = test.wire.json_patch(&path, &Value::from(vec![label; 10_001])).await?.failure(413)?;
    assert_eq!(status["reason"], "RequestEntityTooLarge");
    Ok(())
}

async fn a_patch_copies_at_most_three_megabytes(test: Fixture) -> Result<()> {
    let path = create(&test).await?;
    let copy = json!({ "op": "copy", "from": "/data/k", "path": "/data/l" });
    test.wire.json_patch(&path, &Value::from(vec![copy.clone(); 31])).await?.ok()?;
    test.wire.json_patch(&path, &Value::from(vec![copy; 32])).await?.failure(422)?;
    let double = json!({ "op": "copy", "from": "", "path": "/data/self" });
    test.wire.json_patch(&path, &Value::from(vec![double; 40])).await?.failure(422)?;
    Ok(())
}
