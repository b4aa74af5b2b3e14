//! The OpenAPI v3 documents that kubectl reads before it applies, edits or explains.
//!
//! A client first reads [`index`], then [`document`] of the group and version that it needs. kubectl decides by
//! the PATCH parameters `dryRun` and `fieldValidation` under `paths` what it may ask of the server.

mod document;
pub(crate) mod older;
mod operation;

pub use document::{ResourceDoc, custom_component, document};

use serde_json::{Map, Value, json};

/// The index at `/openapi/v3`: where each group and version is documented. The group is empty for core.
pub fn index(versions: &[(&str, &str)]) -> Value {
    let paths = versions.iter().map(|(group, version)| {
        let path = root_path(group, version);
        let url = format!("/openapi/v3/{path}");
        (path, json!({ "serverRelativeURL": url }))
    });
    json!({ "paths": paths.collect::<Map<_, _>>() })
}

/// `api/v1` for core, `apis/GROUP/VERSION` otherwise.
fn root_path(group: &str, version: &str) -> String {
    if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_core_and_named_groups() {
        let expected = json!({ "paths": {
            "api/v1": { "serverRelativeURL": "/openapi/v3/api/v1" },
            "apis/apps/v1": { "serverRelativeURL": "/openapi/v3/apis/apps/v1" },
        } });
        assert_eq!(index(&[("", "v1"), ("apps", "v1")]), expected);
    }
}
