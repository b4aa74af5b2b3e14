use std::sync::Arc;

use serde_json::Value;

use super::DONE;
use super::facts::{Facts, Owner};
use super::graph::Graph;
use crate::core::Core;
use crate::lifecycle::{self, DeleteOptions, FOREGROUND, ORPHAN, Propagation, Target};
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::store::{Key, Stored};

/// What is known of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Present,
    /// It is being deleted, and its dependents go before it.
    Waiting,
    Absent,
    /// Its kind is not known here, or it lies in a namespace where a reference cannot reach.
    Unknown,
}

/// Deletes an object whose owners are all gone; drops the references to some that are gone.
pub(super) async fn check_dependent(core: &Core, graph: &Graph, key: &Key) -> Result<(), ApiError> {
    let Some((target, stored)) = load(core, key)? else { return DONE };
    let facts = Facts::read(&stored.json);
    let states = facts.owners.iter().map(|owner| state(core, graph, &key.namespace, owner));
    let states: Vec<_> = states.collect::<Result<_, _>>()?;
    if facts.terminating || !states.iter().any(|state| matches!(state, State::Absent | State::Waiting)) {
        return DONE;
    }
    if states.contains(&State::Present) {
        let kept = |uid: &str| facts.owners.iter().zip(&states).any(|(owner, state)| owner.uid == uid && keeps(*state));
        return retain_owners(core, &target, kept).await;
    }
    if states.contains(&State::Unknown) {
        return DONE;
    }
    let blocks = graph.dependents(&facts.uid).next().is_some() && states.contains(&State::Waiting);
    let options = DeleteOptions {
        propagation: Some(if blocks { Propagation::Foreground } else { Propagation::Background }),
        uid: Some(facts.uid),
        resource_version: Some(stored.revision.to_string()),
        ..DeleteOptions::default()
    };
    lifecycle::delete(core, &target, &options).await.map(drop)
}

/// Lets a deleted owner go once its dependents are deleted, or once they have forgotten it.
pub(super) async fn release_owner(core: &Core, graph: &Graph, key: &Key) -> Result<(), ApiError> {
    let Some((target, stored)) = load(core, key)? else { return DONE };
    let facts = Facts::read(&stored.json);
    let waits_by = |finalizer: &str| facts.terminating && facts.finalizers.iter().any(|found| found == finalizer);
    if waits_by(ORPHAN) {
        for dependent in graph.dependents(&facts.uid) {
            forget(core, dependent, &facts.uid).await?;
        }
        lifecycle::edit(core, &target, |object| drop_finalizer(object, ORPHAN)).await?;
    }
    if waits_by(FOREGROUND) {
        let mut blocked = false;
        for dependent in graph.dependents(&facts.uid) {
            ignore_lost_race(check_dependent(core, graph, dependent).await)?;
            blocked |= blocks(core, dependent, &facts.uid)?;
        }
        if !blocked {
            lifecycle::edit(core, &target, |object| drop_finalizer(object, FOREGROUND)).await?;
        }
    }
    DONE
}

/// Removes a finalizer from an object.
pub(super) fn drop_finalizer(object: &mut Value, finalizer: &str) {
    if let Some(finalizers) = object["metadata"]["finalizers"].as_array_mut() {
        finalizers.retain(|found| found != finalizer);
    }
}

/// The place of an owner, seen from a dependent's namespace.
pub(super) fn locate(core: &Core, namespace: &str, owner: &Owner) -> Option<(Arc<ResourceType>, Key)> {
    let group = owner.api_version.split_once('/').map_or("", |(group, _)| group);
    let kind = Arc::clone(core.registry.catalog().by_group_kind(group, &owner.kind)?);
    if kind.namespaced && namespace.is_empty() {
        return None;
    }
    let key = Key::new(&kind.storage, if kind.namespaced { namespace } else { "" }, owner.name.as_str());
    Some((kind, key))
}

fn state(core: &Core, graph: &Graph, namespace: &str, owner: &Owner) -> Result<State, ApiError> {
    if graph.is_gone(&owner.uid) {
        return Ok(State::Absent);
    }
    let Some((_, key)) = locate(core, namespace, owner) else { return Ok(State::Unknown) };
    let facts = core.get(&key)?.map(|stored| Facts::read(&stored.json));
    Ok(match facts.filter(|facts| facts.uid == owner.uid) {
        None => State::Absent,
        Some(facts) if facts.terminating && facts.finalizers.iter().any(|found| found == FOREGROUND) => State::Waiting,
        Some(_) => State::Present,
    })
}

fn keeps(state: State) -> bool {
    matches!(state, State::Present | State::Unknown)
}

fn load(core: &Core, key: &Key) -> Result<Option<(Target, Stored)>, ApiError> {
    let catalog = core.registry.catalog();
    let Some(kind) = catalog.by_storage(&key.resource) else { return Ok(None) };
    Ok(core.get(key)?.map(|stored| (Target::new(kind, &key.namespace, &key.name), stored)))
}

async fn forget(core: &Core, dependent: &Key, uid: &str) -> Result<(), ApiError> {
    let Some((target, _)) = load(core, dependent)? else { return DONE };
    ignore_lost_race(retain_owners(core, &target, |found| found != uid).await)
}

/// Whether a dependent that still exists holds its owner back.
fn blocks(core: &Core, dependent: &Key, uid: &str) -> Result<bool, ApiError> {
    let facts = load(core, dependent)?.map(|(_, stored)| Facts::read(&stored.json)).unwrap_or_default();
    Ok(facts.owners.iter().any(|owner| owner.uid == uid && owner.is_blocked()))
}

async fn retain_owners(core: &Core, target: &Target, kept: impl Fn(&str) -> bool) -> Result<(), ApiError> {
    lifecycle::edit(core, target, |object| {
        let mut new = object.clone();
        drop_owners(&mut new, &kept);
        *object = lifecycle::recorded(target, object, new);
    })
    .await
}

fn drop_owners(object: &mut Value, kept: impl Fn(&str) -> bool) {
    let Some(metadata) = object["metadata"].as_object_mut() else { return };
    if let Some(Value::Array(owners)) = metadata.get_mut("ownerReferences") {
        owners.retain(|owner| owner["uid"].as_str().is_some_and(&kept));
        if owners.is_empty() {
            metadata.remove("ownerReferences");
        }
    }
}

/// The dependent went or changed meanwhile; its own change brings it back here.
fn ignore_lost_race(outcome: Result<(), ApiError>) -> Result<(), ApiError> {
    use crate::status::Reason::{Conflict, NotFound};
    outcome.or_else(|error| if matches!(error.reason(), Conflict | NotFound) { DONE } else { Err(error) })
}
