use std::collections::BTreeMap;
use std::sync::Arc;

use super::DONE;
use super::facts::Facts;
use super::owners::drop_finalizer;
use crate::core::Core;
use crate::crd;
use crate::lifecycle::{self, DeleteOptions, Target};
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::store::Range;

/// Deletes the content of a deleted namespace, and then the namespace.
pub(super) async fn empty_namespace(core: &Core, name: &str) -> Result<(), ApiError> {
    let namespace = Target::new(&core.builtin("", "v1", "namespaces")?, "", name);
    if !is_terminating(core, &namespace)? {
        return DONE;
    }
    // One type per stored resource: the versions of a resource share their objects.
    let catalog = core.registry.catalog();
    let resources: BTreeMap<_, _> =
        catalog.types().filter(|kind| kind.namespaced).map(|kind| (Arc::clone(&kind.storage), kind)).collect();
    let mut empty = true;
    for kind in resources.values() {
        empty &= empty_collection(core, kind, Some(name)).await?;
    }
    if empty { lifecycle::edit(core, &namespace, lifecycle::release_namespace).await } else { DONE }
}

/// Deletes the objects of a deleted definition, and then the definition.
pub(super) async fn empty_definition(core: &Core, name: &str) -> Result<(), ApiError> {
    let definition = Target::new(&core.builtin(crd::GROUP, "v1", crd::PLURAL)?, "", name);
    if !is_terminating(core, &definition)? {
        return DONE;
    }
    let catalog = core.registry.catalog();
    let kind = catalog.types().find(|kind| kind.custom().is_some_and(|custom| custom.definition == name));
    if let Some(kind) = kind
        && !empty_collection(core, kind, None).await?
    {
        return DONE;
    }
    lifecycle::edit(core, &definition, |object| drop_finalizer(object, crd::CLEANUP_FINALIZER)).await
}

fn is_terminating(core: &Core, target: &Target) -> Result<bool, ApiError> {
    Ok(core.get(&target.key())?.is_some_and(|stored| Facts::read(&stored.json).terminating))
}

/// Deletes all objects; answers whether none is left.
async fn empty_collection(core: &Core, kind: &Arc<ResourceType>, namespace: Option<&str>) -> Result<bool, ApiError> {
    let range = Range { namespace, ..Range::all(&kind.storage) };
    if is_empty(core, &range)? {
        return Ok(true);
    }
    lifecycle::delete_collection(core, kind, namespace, |_, _, _| true, &DeleteOptions::default()).await?;
    is_empty(core, &range)
}

fn is_empty(core: &Core, range: &Range<'_>) -> Result<bool, ApiError> {
    let mut empty = true;
    core.store.snapshot()?.scan(range, &mut |_| {
        empty = false;
        false
    })?;
    Ok(empty)
}
