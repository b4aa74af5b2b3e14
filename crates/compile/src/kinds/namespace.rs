//! Namespace.

use openchoreo_api::names;
use serde_json::{Map, Value};

use crate::{
    json,
    manifest::{Manifest, Type},
};

const TYPE: Type = Type("v1", "Namespace");

/// A cell's namespace. It admits only pods of the restricted profile, which all that is emitted meets.
pub(crate) fn manifest(name: String, mut labels: Map<String, Value>) -> Manifest {
    json::put(&mut labels, names::CELL, "true");
    json::put(&mut labels, "pod-security.kubernetes.io/enforce", "restricted");
    Manifest::cluster(TYPE, name, labels)
}
