use serde_json::{Value, json};

use super::admission::{self, Admitted, Proposal};
use super::rewrite::{Decision, rewrite};
use super::target::{Target, WriteOptions, Written};
use super::{fields, metadata, namespace};
use crate::core::{Core, now};
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::store::Mutation;

/// Changes an existing object: `propose` makes the wanted state from the live one.
pub(super) async fn modify(
    core: &Core,
    target: &Target,
    options: &WriteOptions,
    propose: impl Fn(&Value) -> Result<Proposal, ApiError>,
) -> Result<Written, ApiError> {
    let (object, (warnings, last)) = rewrite(core, target, |live| {
        let live = in_version(&target.kind, live);
        let proposal = propose(&live)?;
        let Admitted { mut object, warnings } = admission::update(core, target, proposal, &live, options, &now())?;
        metadata::set(&mut object, "metadata", "resourceVersion", metadata::text(&live, "resourceVersion"));
        let released = is_released(&target.kind, &object);
        if options.dry_run {
            return Ok(Decision::Keep(object, (warnings, None)));
        }
        if released {
            return Ok(Decision::Write(Mutation::Delete(for_store(&target.kind, live)), (warnings, Some(object))));
        }
        if fields::unchanged(&object, &live) {
            return Ok(Decision::Keep(live, (warnings, None)));
        }
        Ok(Decision::Write(Mutation::Put(for_store(&target.kind, object)), (warnings, None)))
    })
    .await?;
    // The answer shows what the client wrote last, watches show what there was before it.
    Ok(Written { object: in_version(&target.kind, last.unwrap_or(object)), created: false, warnings })
}

/// Changes an object on the server's own behalf: no admission, no field ownership.
pub(crate) async fn edit(core: &Core, target: &Target, change: impl Fn(&mut Value)) -> Result<(), ApiError> {
    let edited = rewrite(core, target, |live| {
        let mut object = live.clone();
        change(&mut object);
        let released = is_released(&target.kind, &object);
        Ok(match object == live {
            _ if released => Decision::Write(Mutation::Delete(live), ()),
            true => Decision::Keep(live, ()),
            false => Decision::Write(Mutation::Put(object), ()),
        })
    });
    edited.await.map(drop)
}

/// Whether something still has to happen before a deleted object may go.
pub(super) fn is_held(kind: &ResourceType, object: &Value) -> bool {
    !metadata::finalizers(object).is_empty() || (kind.is("", "namespaces") && namespace::holds_content(object))
}

/// The object as this version of its type shows it: without conversion, only `apiVersion` differs.
pub(crate) fn in_version(kind: &ResourceType, mut object: Value) -> Value {
    if kind.mixed_versions {
        object["apiVersion"] = json!(kind.api_version());
    }
    object
}

/// The object in the version that the store holds.
pub(super) fn for_store(kind: &ResourceType, mut object: Value) -> Value {
    if kind.mixed_versions {
        object["apiVersion"] = json!(kind.stored_api_version());
    }
    object
}

/// Whether the object is being deleted and nothing holds it any more.
fn is_released(kind: &ResourceType, object: &Value) -> bool {
    metadata::terminating(object) && !is_held(kind, object)
}
