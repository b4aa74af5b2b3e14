use serde_json::Value;

use crate::builtin::Kind;
use crate::crd;

/// Where the objects of a type keep what `/scale` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScalePaths {
    /// The wanted number of replicas.
    pub(crate) wanted: Vec<String>,
    /// The number that there is.
    pub(crate) found: Vec<String>,
    /// The selector of the replicas: a label selector in built-in kinds, a text in custom resources.
    pub(crate) selector: Vec<String>,
}

impl ScalePaths {
    pub(super) fn builtin(kind: &Kind) -> Option<Self> {
        kind.scale.then(|| Self {
            wanted: steps(".spec.replicas"),
            found: steps(".status.replicas"),
            selector: steps(".spec.selector"),
        })
    }

    pub(super) fn custom(declared: &crd::Scale) -> Self {
        Self {
            wanted: steps(&declared.spec_replicas_path),
            found: steps(&declared.status_replicas_path),
            selector: steps(declared.label_selector_path.as_deref().unwrap_or_default()),
        }
    }
}

/// `.spec.replicas` -> `spec`, `replicas`.
fn steps(path: &str) -> Vec<String> {
    path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect()
}

/// The value at a path that is not empty.
pub(crate) fn value_at<'a>(object: &'a Value, path: &[String]) -> Option<&'a Value> {
    (!path.is_empty()).then(|| path.iter().try_fold(object, |value, step| value.get(step)))?
}
