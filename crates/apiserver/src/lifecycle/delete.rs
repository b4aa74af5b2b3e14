use std::sync::Arc;

use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

use super::rewrite::{Decision, rewrite};
use super::target::Target;
use super::{errors, generation, metadata, modify, namespace};
use crate::core::{Core, now};
use crate::crd;
use crate::registry::ResourceType;
use crate::status::{ApiError, Reason};
use crate::store::{Mutation, Range};

/// What happens to the objects that a deleted one owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Propagation {
    /// They are deleted after it.
    Background,
    /// They are deleted before it.
    Foreground,
    /// They are kept, without the reference to it.
    Orphan,
}

impl Propagation {
    /// What was decided when the object was deleted before, or else what is usual: Jobs leave their pods behind.
    fn implied(kind: &ResourceType, finalizers: &[&str]) -> Self {
        if finalizers.contains(&ORPHAN) {
            Self::Orphan
        } else if finalizers.contains(&FOREGROUND) {
            Self::Foreground
        } else if kind.is("batch", "jobs") {
            Self::Orphan
        } else {
            Self::Background
        }
    }

    /// The finalizer under which the owner waits.
    fn finalizer(self) -> Option<&'static str> {
        match self {
            Self::Background => None,
            Self::Foreground => Some(FOREGROUND),
            Self::Orphan => Some(ORPHAN),
        }
    }
}

/// Holds an owner until its dependents are gone.
pub(crate) const FOREGROUND: &str = "foregroundDeletion";

/// Holds an owner until its dependents have forgotten it.
pub(crate) const ORPHAN: &str = "orphan";

/// How many objects of a collection are deleted at once, so that they share transactions.
const PARALLEL: usize = 32;

/// The namespaces that every cluster keeps.
const KEPT_NAMESPACES: [&str; 3] = ["default", "kube-public", "kube-system"];

/// How an object is to be deleted.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) dry_run: bool,
    /// What happens to the object's dependents; absent where the object itself or its kind decides.
    pub(crate) propagation: Option<Propagation>,
    /// The object must have this uid.
    pub(crate) uid: Option<String>,
    /// The object must be at this version.
    pub(crate) resource_version: Option<String>,
}

/// The outcome of a deletion.
#[derive(Clone, Debug)]
pub(crate) enum Deleted {
    /// The object is gone; this was its last state.
    Gone(Value),
    /// The object waits for its finalizers.
    Waiting(Value),
}

/// Deletes an object, or marks it as being deleted if something has to happen first.
pub(crate) async fn delete(core: &Core, target: &Target, options: &DeleteOptions) -> Result<Deleted, ApiError> {
    if target.kind.is("", "namespaces") && KEPT_NAMESPACES.contains(&target.name.as_str()) {
        let message = format!("namespaces {:?} is forbidden: every cluster keeps this namespace", target.name);
        return Err(target.kind.blame(ApiError::new(Reason::Forbidden, message), &target.name));
    }
    let (object, held) = rewrite(core, target, |live| {
        check_preconditions(target, &live, options)?;
        let mut object = live.clone();
        mark(&target.kind, &mut object, options.propagation);
        let held = modify::is_held(&target.kind, &object);
        if options.dry_run || (held && object == live) {
            return Ok(Decision::Keep(if held { object } else { live }, held));
        }
        Ok(Decision::Write(if held { Mutation::Put(object) } else { Mutation::Delete(live) }, held))
    })
    .await?;
    let object = modify::in_version(&target.kind, object);
    Ok(if held { Deleted::Waiting(object) } else { Deleted::Gone(object) })
}

/// Deletes the objects that `selected` names; answers them as they were before.
pub(crate) async fn delete_collection(
    core: &Core,
    kind: &Arc<ResourceType>,
    namespace: Option<&str>,
    selected: impl Fn(&str, &str, &[u8]) -> bool,
    options: &DeleteOptions,
) -> Result<Vec<Value>, ApiError> {
    let (mut targets, mut states) = (Vec::new(), Vec::new());
    core.store.snapshot()?.scan(&Range { namespace, ..Range::all(&kind.storage) }, &mut |row| {
        if selected(row.namespace, row.name, row.json) {
            targets.push(Target::new(kind, row.namespace, row.name));
            states.push(row.json.to_vec());
        }
        true
    })?;
    for some in targets.chunks(PARALLEL) {
        let deletions: Vec<_> = some.iter().map(|target| delete(core, target, options).boxed()).collect();
        for outcome in join_all(deletions).await {
            match outcome {
                Ok(_) => {}
                Err(error) if error.reason() == Reason::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    let parse = |json: Vec<u8>| {
        let object = serde_json::from_slice(&json)
            .map_err(|error| ApiError::internal(format!("a stored object is not JSON: {error}")))?;
        Ok(modify::in_version(kind, object))
    };
    states.into_iter().map(parse).collect()
}

fn check_preconditions(target: &Target, live: &Value, options: &DeleteOptions) -> Result<(), ApiError> {
    for (field, wanted) in [("uid", &options.uid), ("resourceVersion", &options.resource_version)] {
        let found = metadata::text(live, field);
        if let Some(wanted) = wanted.as_deref().filter(|wanted| *wanted != found) {
            let detail = format!("the precondition {field} {wanted:?} does not hold, the object has {found:?}");
            let named = if target.kind.is("", "namespaces") { &target.kind.plural } else { &target.kind.kind };
            let (group, kind) = (&target.kind.group, named);
            return Err(errors::conflict(target, &detail).about(group, kind, &target.name));
        }
    }
    Ok(())
}

fn mark(kind: &ResourceType, object: &mut Value, propagation: Option<Propagation>) {
    if kind.is("", "namespaces") {
        mark_namespace(kind, object, propagation);
        return;
    }
    await_dependents(kind, object, propagation);
    if metadata::terminating(object) {
        return;
    }
    metadata::set(object, "metadata", "deletionTimestamp", now());
    metadata::set(object, "metadata", "deletionGracePeriodSeconds", 0);
    generation::raise(object);
    if kind.is(crd::GROUP, crd::PLURAL) {
        crd::mark_terminating(object, &now());
    }
}

fn mark_namespace(kind: &ResourceType, object: &mut Value, propagation: Option<Propagation>) {
    if !metadata::terminating(object) {
        let mut finalizers: Vec<Value> = metadata::finalizers(object).into_iter().map(Value::from).collect();
        finalizers.extend(propagation.and_then(Propagation::finalizer).map(Value::from));
        if !finalizers.is_empty() {
            metadata::set(object, "metadata", "finalizers", finalizers);
        }
        metadata::set(object, "metadata", "deletionTimestamp", now());
        namespace::mark_terminating(object);
    } else if !namespace::holds_content(object) {
        // An emptied namespace is deleted as any other object.
        await_dependents(kind, object, propagation);
        metadata::set(object, "metadata", "deletionGracePeriodSeconds", 0);
    }
}

/// Sets the finalizer that the propagation asks for; who deletes again may change their mind.
fn await_dependents(kind: &ResourceType, object: &mut Value, propagation: Option<Propagation>) {
    let before = metadata::finalizers(object);
    let wanted = propagation.unwrap_or_else(|| Propagation::implied(kind, &before)).finalizer();
    let is_awaiting = |finalizer: &&str| [ORPHAN, FOREGROUND].contains(finalizer);
    let (awaiting, others): (Vec<&str>, Vec<&str>) = before.iter().partition(|finalizer| is_awaiting(finalizer));
    if awaiting.as_slice() != wanted.as_slice() {
        let after: Vec<Value> = others.into_iter().chain(wanted).map(Value::from).collect();
        metadata::set(object, "metadata", "finalizers", after);
    }
}
