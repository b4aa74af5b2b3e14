//! ConfigMap.

use crate::{
    json::object,
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("v1", "ConfigMap");

/// The component's environment variables where they are too large for the pod template. It has the component's name.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    let body = object! { "data": workload.variables.config()? };
    Some(Manifest::namespaced(TYPE, workload.namespace(), workload.name.to_owned(), workload.labels(), body))
}
