//! Server-side apply.

use serde_json::{Map, Value};

use super::check::{check as complaints, names_managed_fields};
use super::collect::collect;
use super::compare::{Comparison, compare};
use super::managers::{Entry, Manager, Managers, Operation};
use super::merge::merge;
use super::remove::remove;
use super::scope::Scope;
use super::update::inherit;
use super::{ApplyError, Conflict, FieldSet};
use crate::schema::TypeSchema;

/// Owner of what an object held before its first apply, when nothing recorded who wrote it.
const BEFORE_FIRST_APPLY: &str = "before-first-apply";

/// Fields of `metadata` that only the server sets.
const SERVER_FIELDS: [&str; 8] = [
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// An apply.
#[derive(Clone, Copy, Debug)]
pub struct ApplyRequest<'a> {
    /// The stored object; absent if the apply creates it.
    pub live: Option<&'a Value>,
    /// The applied configuration: what its manager wants, and nothing else.
    pub applied: &'a Value,
    /// The field manager; not empty.
    pub manager: &'a str,
    /// The `apiVersion` applied.
    pub api_version: &'a str,
    /// The subresource applied to, such as `status`.
    pub subresource: Option<&'a str>,
    /// Whether to take conflicting fields from their owners.
    pub force: bool,
    /// Whether the configuration also asks for what its endpoint does not write: such an apply has a time of its own.
    pub beyond: bool,
    /// The time of the request, RFC 3339 in UTC with seconds.
    pub now: &'a str,
}

impl ApplyRequest<'_> {
    fn owner(&self) -> Manager {
        Manager {
            name: self.manager.to_owned(),
            operation: Operation::Apply,
            api_version: self.api_version.to_owned(),
            subresource: self.subresource.map(str::to_owned),
        }
    }
}

/// Merges the applied configuration into the stored object and records ownership.
///
/// The result is neither defaulted nor validated. It equals `live`, time stamps included, if the apply changes
/// nothing.
///
/// # Errors
/// [`ApplyError::Conflicts`] unless forced; see [`ApplyError`] for malformed configurations.
pub fn apply(schema: &TypeSchema, request: ApplyRequest<'_>) -> Result<Value, ApplyError> {
    check(schema, request.applied)?;
    let scope = Scope::of(schema, request.subresource);
    let empty = Value::Object(Map::new());
    let live = request.live.unwrap_or(&empty);
    let mut managers = known_managers(schema, scope, request, live);

    let manager = request.owner();
    let previous = managers.get(&manager).cloned();
    let fields = scope.owned(&collect(Some(schema), request.applied));
    let merged = scope.limit(request.live, merge(Some(schema), live, &without_server_fields(request.applied)));
    let pruned = match &previous {
        Some(previous) => prune(schema, &merged, &previous.fields, &fields, managers.others(&manager)),
        None => merged,
    };
    let mut result = inherit(request.live, pruned);
    let change = in_scope(scope, &compare(schema, live, &result));

    let conflicts = conflicts(&managers, &manager, &change);
    if !request.force && !conflicts.is_empty() {
        return Err(ApplyError::Conflicts(conflicts));
    }
    managers.take(&change.set().union(&change.removed), Some(&manager));
    // An apply that changes nothing but who owns what leaves no time of its own.
    let untouched = request.live.is_some() && live == &result && !request.beyond;
    let time = if untouched { previous.and_then(|previous| previous.time) } else { Some(request.now.to_owned()) };
    managers.put(Entry { manager, time, fields });
    managers.write(&mut result);
    Ok(result)
}

/// Whether the stored object would be another one if all of a configuration were merged into it.
pub fn changes(schema: &TypeSchema, live: &Value, applied: &Value) -> bool {
    merge(Some(schema), live, &without_server_fields(applied)) != *live
}

/// Whether an applied configuration can be merged at all.
///
/// # Errors
/// [`ApplyError::ManagedFieldsPresent`] and [`ApplyError::Malformed`].
pub fn check(schema: &TypeSchema, applied: &Value) -> Result<(), ApplyError> {
    if names_managed_fields(applied) {
        return Err(ApplyError::ManagedFieldsPresent);
    }
    let complaints = complaints(schema, applied);
    if !complaints.is_empty() {
        return Err(ApplyError::Malformed(complaints));
    }
    Ok(())
}

/// What an exported object carries of the server's own fields is not part of a configuration.
fn without_server_fields(applied: &Value) -> Value {
    let mut applied = applied.clone();
    if let Some(Value::Object(metadata)) = applied.get_mut("metadata") {
        metadata.retain(|name, _| !SERVER_FIELDS.contains(&name.as_str()));
    }
    applied
}

/// The managers of the stored object; what nobody recorded belongs to a manager of its own.
fn known_managers(schema: &TypeSchema, scope: Scope, request: ApplyRequest<'_>, live: &Value) -> Managers {
    let mut managers = Managers::read(live).unwrap_or_default();
    if request.live.is_some() && managers.is_empty() {
        let everything = compare(schema, &schema.skeleton, live);
        let manager = Manager {
            name: BEFORE_FIRST_APPLY.to_owned(),
            operation: Operation::Update,
            api_version: request.api_version.to_owned(),
            subresource: None,
        };
        let time = Some(request.now.to_owned());
        managers.put(Entry { manager, time, fields: scope.owned(&everything.set()) });
    }
    managers
}

fn in_scope(scope: Scope, comparison: &Comparison) -> Comparison {
    Comparison {
        added: scope.owned(&comparison.added),
        modified: scope.owned(&comparison.modified),
        removed: scope.owned(&comparison.removed),
    }
}

/// `merged` without what the manager applied last time, does not apply now, and nobody else owns.
fn prune<'a>(
    schema: &TypeSchema,
    merged: &Value,
    last: &FieldSet,
    now: &FieldSet,
    others: impl Iterator<Item = &'a Entry>,
) -> Value {
    let owned = others.fold(now.clone(), |owned, entry| owned.union(&entry.fields)).with_enclosing_fields();
    let dropped = last.with_enclosing_fields().difference(&owned);
    remove(Some(schema), merged, &dropped)
}

fn conflicts(managers: &Managers, manager: &Manager, change: &Comparison) -> Vec<Conflict> {
    let set = change.set();
    let mut conflicts = Vec::new();
    for entry in managers.others(manager) {
        let paths = entry.fields.intersection(&set).paths().into_iter();
        conflicts.extend(paths.map(|field| Conflict { owner: entry.manager.clone(), time: entry.time.clone(), field }));
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::managed_fields::cases::widgets;

    fn request<'a>(live: Option<&'a Value>, applied: &'a Value) -> ApplyRequest<'a> {
        let (manager, api_version) = ("alice", "cases.choreo.dev/v1");
        ApplyRequest { live, applied, manager, api_version, subresource: None, force: false, beyond: false, now: "t" }
    }

    #[test]
    fn refuses_managed_fields_in_the_configuration() {
        let applied = json!({ "metadata": { "managedFields": [] } });
        assert_eq!(apply(&widgets(), request(None, &applied)), Err(ApplyError::ManagedFieldsPresent));
    }

    #[test]
    fn names_what_cannot_be_merged() {
        let applied = json!({ "spec": {
            "bogus": 1, "template": [], "tags": ["a", "a"],
            "containers": [{ "name": "a" }, { "name": "a" }],
        } });
        let Err(ApplyError::Malformed(complaints)) = apply(&widgets(), request(None, &applied)) else {
            panic!("the configuration is malformed");
        };
        let expected = [
            ".spec.bogus: field not declared in schema",
            ".spec.containers: duplicate entries for key [name=\"a\"]",
            ".spec.tags: duplicate entries for key [=\"a\"]",
            ".spec.template: expected map, got list",
        ];
        assert_eq!(complaints, expected);
    }

    #[test]
    fn gives_what_nobody_recorded_to_a_manager_of_its_own() {
        let live = json!({ "metadata": { "name": "it" }, "spec": { "replicas": 1, "image": "a" } });
        let applied = json!({ "spec": { "replicas": 2 } });
        let Err(ApplyError::Conflicts(conflicts)) = apply(&widgets(), request(Some(&live), &applied)) else {
            panic!("somebody set the replicas before");
        };
        let message = ApplyError::Conflicts(conflicts).to_string();
        let expected = "Apply failed with 1 conflict: conflict with \"before-first-apply\" using cases.choreo.dev/v1: \
                        .spec.replicas";
        assert_eq!(message, expected);
    }

    #[test]
    fn ignores_what_an_exported_object_carries_of_the_server() {
        let live = json!({ "metadata": { "name": "it", "uid": "1", "creationTimestamp": "then" } });
        let applied =
            json!({ "metadata": { "name": "it", "uid": "2", "creationTimestamp": null }, "spec": { "image": "a" } });
        let merged = apply(&widgets(), request(Some(&live), &applied)).expect("no conflict");
        assert_eq!([&merged["metadata"]["uid"], &merged["metadata"]["creationTimestamp"]], ["1", "then"]);
    }
}
