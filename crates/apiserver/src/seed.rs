//! What every cluster has from the start.

use serde_json::json;

use crate::core::Core;
use crate::lifecycle::{self, FieldValidation, Target, WriteOptions};
use crate::status::{ApiError, Reason};

/// The namespaces that exist from the start.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// Creates the namespaces that are missing.
pub(crate) async fn namespaces(core: &Core) -> Result<(), ApiError> {
    let kind = core.builtin("", "v1", "namespaces")?;
    let options = WriteOptions {
        dry_run: false,
        validation: FieldValidation::Strict,
        manager: "openchoreo-apiserver".to_owned(),
        force: false,
    };
    for name in NAMESPACES {
        let body = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        match lifecycle::create(core, &Target::new(&kind, "", name), body, &options).await {
            Err(error) if error.reason() != Reason::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
