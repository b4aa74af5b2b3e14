//! The kinds that exist without a CustomResourceDefinition.
//!
//! [`kinds`] lists them; [`Kind::schema`] reads a kind's schema on first use from a table of facts
//! (`definitions.json`, generated from Kubernetes' OpenAPI definitions by `examples/builtin-schemas.rs`, and
//! `defaults.json`, the constant defaults). What a table cannot say is code: [`Kind::default_object`] fills
//! defaults that depend on other fields, [`Kind::validate`] checks rules between fields.
//!
//! Defaults that depend on other fields:
//! - containers: `imagePullPolicy` by the image's tag; pods: `serviceAccount` from `serviceAccountName`;
//! - Pod itself: `enableServiceLinks`, a container's `requests` from its `limits`;
//! - Deployment, StatefulSet, DaemonSet: the rolling update where the strategy's type asks for it;
//! - Job itself, not the template in a CronJob: `completions`, `parallelism`, `backoffLimit` and the like;
//! - Service: `targetPort` from `port`, traffic policies, IP families and session affinity by type;
//! - HorizontalPodAutoscaler: the CPU metric where none is given;
//! - NetworkPolicy: `policyTypes` from the rules;
//! - Secret: `stringData` is folded into `data`;
//! - RoleBinding, ClusterRoleBinding: the group of users and groups;
//! - CustomResourceDefinition: the singular and list names.
//!
//! Not done: what kube-apiserver allocates (cluster IPs, node ports), the canonical spelling of quantities, and defaults
//! of host-network pods and of volumes that reach outside the cluster.

mod component;
mod defaulting;
mod extension;
pub(crate) mod job;
mod kind;
mod patch_schema;
mod skeleton;
mod table;
mod validation;

use std::sync::{Arc, LazyLock};

pub(crate) use component::{REFERENCE, component, component_name, reference};
pub use extension::extension_crds;
pub use kind::Kind;
pub(crate) use patch_schema::{Part, PatchSchema, Strategy};
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
