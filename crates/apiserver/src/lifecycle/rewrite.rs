use serde_json::Value;

use super::errors;
use super::target::{Target, parse};
use crate::core::Core;
use crate::crd;
use crate::status::ApiError;
use crate::store::{Commit, CommitError, Expect, Mutation};

/// What becomes of an object; either way with something for the caller.
pub(super) enum Decision<T> {
    /// Nothing is written; the value is the answer.
    Keep(Value, T),
    Write(Mutation, T),
}

/// Reads an object, decides and writes, again after every lost race: whoever loses sees the winner's state.
///
/// Definitions are written one at a time, and are served as they now are once this returns.
pub(super) async fn rewrite<T>(
    core: &Core,
    target: &Target,
    decide: impl Fn(Value) -> Result<Decision<T>, ApiError>,
) -> Result<(Value, T), ApiError> {
    let is_definition = target.kind.is(crd::GROUP, crd::PLURAL);
    let _exclusive = if is_definition { Some(core.definitions.lock().await) } else { None };
    let key = target.key();
    loop {
        let stored = core.get(&key)?.ok_or_else(|| errors::not_found(&target.kind, &target.name))?;
        let (mutation, more) = match decide(parse(&stored)?)? {
            Decision::Keep(object, more) => return Ok((object, more)),
            Decision::Write(mutation, more) => (mutation, more),
        };
        let commit = Commit { key: key.clone(), expect: Expect::Revision(stored.revision), mutation, guards: vec![] };
        let stored = match core.store.commit(commit).await {
            Ok(stored) => stored,
            Err(CommitError::Stale) => continue,
            Err(CommitError::Store(error)) => return Err(error.into()),
        };
        if is_definition {
            core.registry.refresh()?;
        }
        return Ok((parse(&stored)?, more));
    }
}
