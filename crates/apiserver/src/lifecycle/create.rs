use std::sync::Arc;

use serde_json::Value;

use super::admission::{self, Proposal};
use super::modify::{for_store, in_version};
use super::target::{Target, WriteOptions, Written, parse};
use super::{errors, guard, metadata};
use crate::core::{Core, now};
use crate::crd;
use crate::status::ApiError;
use crate::store::{Commit, CommitError, Expect, Mutation};

/// Creates an object. The target's name is empty where the body or `generateName` decides it.
pub(crate) async fn create(
    core: &Core,
    target: &Target,
    body: Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    loop {
        if let Some(written) = attempt(core, target, Proposal::untracked(body.clone()), options).await? {
            return Ok(written);
        }
    }
}

/// One attempt to create; nothing if a guard changed meanwhile, or if a generated name was taken.
pub(super) async fn attempt(
    core: &Core,
    target: &Target,
    proposal: Proposal,
    options: &WriteOptions,
) -> Result<Option<Written>, ApiError> {
    let mut target = refreshed(core, target)?;
    let is_definition = target.kind.is(crd::GROUP, crd::PLURAL);
    let _exclusive = if is_definition { Some(core.definitions.lock().await) } else { None };
    let guards = guard::for_creation(core, &target)?;
    let generated = target.name.is_empty() && metadata::text(&proposal.object, "name").is_empty();
    let admission::Admitted { object, warnings } = admission::create(core, &target, proposal, options, &now())?;
    metadata::text(&object, "name").clone_into(&mut target.name);
    let key = target.key();
    if core.get(&key)?.is_some() {
        return if generated { Ok(None) } else { Err(errors::already_exists(&target.kind, &target.name)) };
    }
    if options.dry_run {
        return Ok(Some(Written { object, created: true, warnings }));
    }
    let commit =
        Commit { key, expect: Expect::Absent, mutation: Mutation::Put(for_store(&target.kind, object)), guards };
    let object = match core.store.commit(commit).await {
        Ok(stored) => in_version(&target.kind, parse(&stored)?),
        Err(CommitError::Stale) => {
            core.registry.refresh()?;
            return Ok(None);
        }
        Err(CommitError::Store(error)) => return Err(error.into()),
    };
    if is_definition {
        core.registry.refresh()?;
    }
    Ok(Some(Written { object, created: true, warnings }))
}

/// The target with its resource type as it is now.
fn refreshed(core: &Core, target: &Target) -> Result<Target, ApiError> {
    let kind = &target.kind;
    match core.registry.catalog().get(&kind.group, &kind.version, &kind.plural) {
        Some(found) => Ok(Target { kind: Arc::clone(found), ..target.clone() }),
        None => Err(errors::not_found(kind, &target.name)),
    }
}
