//! What terraform says, as programs read it.

use anyhow::{Context, Result};
pub(crate) use openchoreo_acceptance::Diagnostic;
use openchoreo_acceptance::Terraform;
use serde::Deserialize;
use serde_json::Value;

/// The diagnostics of `validate`.
pub(crate) async fn validate(terraform: &Terraform) -> Result<Vec<Diagnostic>> {
    let output = terraform.run(&["validate", "-json"]).await?;
    let report: Value = serde_json::from_str(&output.stdout).with_context(|| output.text())?;
    Ok(Vec::deserialize(&report["diagnostics"])?)
}

/// The exit code and the diagnostics of `plan`.
pub(crate) async fn plan(terraform: &Terraform) -> Result<(Option<i32>, Vec<Diagnostic>)> {
    let output = terraform.plan(&["-json"]).await?;
    Ok((output.code, output.diagnostics()?))
}

/// The exit code and the diagnostics of `apply`.
pub(crate) async fn apply(terraform: &Terraform) -> Result<(Option<i32>, Vec<Diagnostic>)> {
    let output = terraform.apply(&["-json"]).await?;
    Ok((output.code, output.diagnostics()?))
}

/// The changes of a plan that are any: address, actions and the two values.
pub(crate) fn changes(plan: &Value) -> Vec<&Value> {
    let all = plan["resource_changes"].as_array().into_iter().flatten();
    all.filter(|change| change["change"]["actions"] != serde_json::json!(["no-op"])).collect()
}

/// Paths of the values that two documents have differently, such as `/spec/replicas`, in order.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(before, after, String::new(), &mut found);
    found
}

fn compare(before: &Value, after: &Value, path: String, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
            keys.into_iter().for_each(|key| compare(&before[key], &after[key], format!("{path}/{key}"), found));
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs.for_each(|(index, (left, right))| compare(left, right, format!("{path}/{index}"), found));
        }
        _ if before == after => {}
        _ => found.push(path),
    }
}
