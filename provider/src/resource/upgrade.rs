//! Bringing states of older schema versions to the current one.

use openchoreo_tfplugin::diagnostic::{Diagnostic, Diagnostics};
use serde_json::Value as Json;

/// What one version changed: from a state of version `n` to one of version `n + 1`, where `n` is the position in
/// [`STEPS`].
type Step = fn(Json) -> Json;

/// The changes of all versions so far.
const STEPS: [Step; 0] = [];

/// The schema version of every resource.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// Brings a state to the current version.
///
/// # Errors
/// Where no version of the provider wrote such a state.
pub(crate) fn upgrade(type_name: &str, version: i64, state: Json) -> Result<Json, Diagnostics> {
    through(&STEPS, version, state).ok_or_else(|| {
        Diagnostic::error(
            format!("The state of this {type_name} has the unknown version {version}"),
            format!("This provider reads states of the versions 0 to {VERSION}. Use the provider that wrote the state, or a newer one."),
        )
        .into()
    })
}

fn through(steps: &[Step], version: i64, state: Json) -> Option<Json> {
    let left = steps.get(usize::try_from(version).ok()?..)?;
    Some(left.iter().fold(state, |state, step| step(state)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn goes_through_the_versions_that_are_left() {
        let steps: [Step; 2] = [
            |mut state| {
                state["path"] = state["url"].take();
                state
            },
            |mut state| {
                state["path"] = json!([state["path"]]);
                state
            },
        ];
        assert_eq!(through(&steps, 0, json!({"url": "/a"})).expect("known")["path"], json!(["/a"]));
        assert_eq!(through(&steps, 1, json!({"path": "/a"})), Some(json!({"path": ["/a"]})));
        assert_eq!(through(&steps, 2, json!({})), Some(json!({})));
        assert_eq!(through(&steps, 3, json!({})), None);
        assert_eq!(through(&steps, -1, json!({})), None);
    }
}
