use serde_json::{Value, json};

use super::admission::{self, Proposal};
use super::target::{Target, WriteOptions, Written, parse};
use super::{errors, fields, metadata, namespace};
use crate::core::{Core, now};
use crate::crd;
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::store::{Commit, CommitError, Expect, Mutation};

/// Changes an existing object: `propose` makes the wanted state from the live one, again after every lost race.
pub(super) async fn modify(
    core: &Core,
    target: &Target,
    options: &WriteOptions,
    propose: impl Fn(&Value) -> Result<Proposal, ApiError>,
) -> Result<Written, ApiError> {
    let is_definition = target.kind.is(crd::GROUP, crd::PLURAL);
    let _exclusive = if is_definition { Some(core.definitions.lock().await) } else { None };
    let key = target.key();
    loop {
        let stored = core.get(&key)?.ok_or_else(|| errors::not_found(&target.kind, &target.name))?;
        let live = in_version(&target.kind, parse(&stored)?);
        let proposal = propose(&live)?;
        check_version(target, &proposal.object, &live)?;
        let admission::Admitted { mut object, warnings } =
            admission::update(core, target, proposal, &live, options, &now())?;
        metadata::set(&mut object, "metadata", "resourceVersion", metadata::text(&live, "resourceVersion"));
        let released = metadata::terminating(&object) && !is_held(&target.kind, &object);
        if options.dry_run || (!released && fields::unchanged(&object, &live)) {
            let object = if options.dry_run { object } else { live };
            return Ok(Written { object, created: false, warnings });
        }
        let object = for_store(&target.kind, object);
        let mutation = if released { Mutation::Delete(object) } else { Mutation::Put(object) };
        let commit = Commit { key: key.clone(), expect: Expect::Revision(stored.revision), mutation, guards: vec![] };
        let stored = match core.store.commit(commit).await {
            Ok(stored) => stored,
            Err(CommitError::Stale) => continue,
            Err(CommitError::Store(error)) => return Err(error.into()),
        };
        if is_definition {
            core.registry.refresh()?;
        }
        return Ok(Written { object: in_version(&target.kind, parse(&stored)?), created: false, warnings });
    }
}

/// Changes an object on the server's own behalf: no admission, no field ownership.
pub(crate) async fn edit(core: &Core, target: &Target, change: impl Fn(&mut Value)) -> Result<(), ApiError> {
    let is_definition = target.kind.is(crd::GROUP, crd::PLURAL);
    let _exclusive = if is_definition { Some(core.definitions.lock().await) } else { None };
    let key = target.key();
    loop {
        let stored = core.get(&key)?.ok_or_else(|| errors::not_found(&target.kind, &target.name))?;
        let live = parse(&stored)?;
        let mut object = live.clone();
        change(&mut object);
        let released = metadata::terminating(&object) && !is_held(&target.kind, &object);
        if object == live && !released {
            return Ok(());
        }
        let mutation = if released { Mutation::Delete(object) } else { Mutation::Put(object) };
        let commit = Commit { key: key.clone(), expect: Expect::Revision(stored.revision), mutation, guards: vec![] };
        match core.store.commit(commit).await {
            Ok(_) if is_definition => return core.registry.refresh(),
            Ok(_) => return Ok(()),
            Err(CommitError::Stale) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
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

/// A version that the client names must be the live one.
fn check_version(target: &Target, proposed: &Value, live: &Value) -> Result<(), ApiError> {
    let named = metadata::text(proposed, "resourceVersion");
    if named.is_empty() || named == metadata::text(live, "resourceVersion") {
        Ok(())
    } else {
        Err(errors::stale(target))
    }
}
