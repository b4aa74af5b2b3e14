use super::metadata;
use super::target::{Target, parse};
use crate::core::Core;
use crate::status::{ApiError, Cause, Reason};
use crate::store::Key;

/// The objects that must not change while a new object is written: its namespace and its definition.
pub(super) fn for_creation(core: &Core, target: &Target) -> Result<Vec<(Key, u64)>, ApiError> {
    let mut guards = Vec::new();
    if let Some(custom) = target.kind.custom() {
        if custom.terminating {
            let message = format!("{} are being removed: no new objects are accepted", target.kind.qualified());
            return Err(target.kind.blame(ApiError::new(Reason::MethodNotAllowed, message), &target.name));
        }
        let definitions = core.builtin(crate::crd::GROUP, "v1", crate::crd::PLURAL)?;
        guards.push((Key::new(&definitions.storage, "", custom.definition.as_str()), custom.revision));
    }
    if target.kind.namespaced {
        guards.push(active_namespace(core, target)?);
    }
    Ok(guards)
}

fn active_namespace(core: &Core, target: &Target) -> Result<(Key, u64), ApiError> {
    let namespaces = core.builtin("", "v1", "namespaces")?;
    let key = Key::new(&namespaces.storage, "", target.namespace.as_str());
    let stored = core.get(&key)?.ok_or_else(|| super::errors::not_found(&namespaces, &target.namespace))?;
    if metadata::terminating(&parse(&stored)?) {
        let namespace = &target.namespace;
        let message = format!(
            "{} {:?} is forbidden: namespace {namespace:?} is being terminated and accepts no new content",
            target.kind.qualified(),
            target.name
        );
        let cause = Cause {
            reason: "NamespaceTerminating".to_owned(),
            message: format!("namespace {namespace} is being terminated"),
            field: Some("metadata.namespace".to_owned()),
        };
        let error = ApiError::new(Reason::Forbidden, message).because([cause]);
        return Err(target.kind.blame(error, &target.name));
    }
    Ok((key, stored.revision))
}
