//! ServiceAccount.

use crate::{
    json::object,
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("v1", "ServiceAccount");

/// The component's own identity. It has no rights in the cluster, and pods get no token for it.
pub(crate) fn manifest(workload: &Workload<'_>) -> Manifest {
    let body = object! { "automountServiceAccountToken": false };
    Manifest::namespaced(TYPE, workload.namespace(), workload.name.to_owned(), workload.labels(), body)
}
