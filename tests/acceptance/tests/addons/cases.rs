//! The objects of all golden cases of the compiler.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xtask::workspace;

/// An object that a golden case expects.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// The case and the object, for people.
    pub(crate) name: String,
    pub(crate) object: Value,
}

impl Expected {
    pub(crate) fn is_namespace(&self) -> bool {
        self.object["kind"] == "Namespace"
    }

    /// The kind without its version, such as `HTTPRoute.gateway.networking.k8s.io`; the core group has no name.
    pub(crate) fn group_kind(&self) -> String {
        let kind = self.object["kind"].as_str().unwrap_or_default();
        match self.object["apiVersion"].as_str().unwrap_or_default().split_once('/') {
            Some((group, _)) => format!("{kind}.{group}"),
            None => kind.to_owned(),
        }
    }
}

/// All objects of all cases, the cases in alphabetical order.
pub(crate) fn objects() -> Result<Vec<Expected>> {
    let root = workspace::root().join("crates/compile/cases");
    let entries = fs::read_dir(&root).with_context(|| root.display().to_string())?;
    let mut cases = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    cases.sort();
    let mut all = Vec::new();
    for case in cases {
        let file = case.join("expected.yaml");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let documents: Vec<Value> = serde_saphyr::from_multiple(&text).with_context(|| file.display().to_string())?;
        let case = case.file_name().unwrap_or_default().to_string_lossy();
        // The other documents are what the compiler says besides objects.
        let objects = documents.into_iter().filter(|document| document["kind"].is_string());
        all.extend(objects.map(|object| Expected { name: name(&case, &object), object }));
    }
    ensure!(all.len() > 300, "only {} objects were found", all.len());
    Ok(all)
}

fn name(case: &str, object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    format!("{case}: {} {}/{}", text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
}

/// What a definition defines, as [`Expected::group_kind`] has it.
pub(crate) fn defined(definition: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!("{}.{}", text(&definition["spec"]["names"]["kind"]), text(&definition["spec"]["group"]))
}
