//! The kinds that exist without a CustomResourceDefinition.
//!
//! [`kinds`] lists them; [`Kind::schema`] reads a kind's schema on first use from a table of facts
//! (`definitions.json`, generated from Kubernetes' OpenAPI definitions by `examples/builtin-schemas.rs`, and
//! `defaults.json`, the constant defaults). What a table cannot say is code: [`Kind::default_object`] fills
//! defaults that depend on other fields, [`Kind::validate`] checks rules between fields.
//!
//! Defaults that depend on other fields:
//! - containers: `imagePullPolicy` by the image's tag, probe defaults, `requests` from `limits`;
//! - Deployment: `strategy.rollingUpdate` where the type asks for it;
//! - Service: `targetPort` from `port`, policies and session affinity by type;
//! - Job: selector and pod labels stay the server's; `completions`, `parallelism`, `suspend`;
//! - HorizontalPodAutoscaler: the CPU metric where none is given;
//! - Secret: `stringData` is folded into `data`;
//! - NetworkPolicy: `policyTypes` from the rules; Ingress and PodDisruptionBudget have none.

mod defaulting;
mod extension;
mod kind;
mod skeleton;
mod table;
mod validation;

use std::sync::{Arc, LazyLock};

pub use extension::extension_crds;
pub use kind::Kind;
pub use table::kinds;

use crate::schema::TypeSchema;

/// The built-in kind `kind` of `group` (empty for core) and `version`.
pub fn find(group: &str, version: &str, kind: &str) -> Option<&'static Kind> {
    kinds().iter().find(|candidate| candidate.group == group && candidate.version == version && candidate.kind == kind)
}

static OBJECT_META: LazyLock<Arc<TypeSchema>> = LazyLock::new(|| kind::definition("meta.v1.ObjectMeta"));

/// The schema of `metadata`, the same for every kind.
pub(crate) fn object_meta() -> Arc<TypeSchema> {
    Arc::clone(&OBJECT_META)
}

/// The schema of `metadata` as OpenAPI.
pub(crate) fn object_meta_openapi() -> serde_json::Value {
    kind::openapi("meta.v1.ObjectMeta")
}
