use serde_json::Value;

use super::namespace;
use super::target::Target;
use crate::builtin::job;
use crate::core::Core;
use crate::crd;
use crate::status::{ApiError, Cause};

/// What some kinds complete on every write.
pub(super) fn prepare(
    core: &Core,
    target: &Target,
    object: &mut Value,
    old: Option<&Value>,
    now: &str,
) -> Result<(), ApiError> {
    let kind = &target.kind;
    if kind.is("", "namespaces") {
        namespace::prepare(object, old);
    } else if kind.is("batch", "jobs") && !target.status {
        job::label(object);
    } else if kind.is(crd::GROUP, crd::PLURAL)
        && !target.status
        && old.is_none_or(|old| !super::metadata::terminating(old))
    {
        crd::complete(object);
        crd::accept(&core.registry.catalog(), object, old, now)?;
    }
    Ok(())
}

/// Completes a new object of some kinds with what only the server can know; answers it as it was before, since nobody owns
/// what is generated.
pub(super) fn generate(target: &Target, object: &mut Value) -> Option<Value> {
    target.kind.is("batch", "jobs").then(|| {
        let sent = object.clone();
        job::generate(object);
        sent
    })
}

/// Completes an object of some kinds with what nobody owns, because kube-apiserver adds it where it reads the object.
pub(super) fn finish(target: &Target, object: &mut Value) {
    if target.kind.is("batch", "jobs") {
        job::label(object);
    }
}

/// What some kinds require beyond their schema.
pub(super) fn check(target: &Target, object: &Value, old: Option<&Value>) -> Result<Vec<Cause>, ApiError> {
    if !target.kind.is(crd::GROUP, crd::PLURAL) {
        return Ok(Vec::new());
    }
    let old = old.map(crd::Definition::read).transpose()?;
    Ok(crd::validate(&crd::Definition::read(object)?, old.as_ref()))
}
