//! Ownership after writes other than apply.

use serde_json::Value;

use super::compare::compare;
use super::managers::{Entry, Manager, Managers, Operation};
use super::scope::Scope;
use crate::schema::TypeSchema;

/// A create, replace or patch.
#[derive(Clone, Copy, Debug)]
pub struct UpdateRequest<'a> {
    /// The stored object; absent on create.
    pub live: Option<&'a Value>,
    /// The object as it is to be stored.
    pub new: &'a Value,
    /// The field manager; the user agent's first word where the client names none.
    pub manager: &'a str,
    /// The `apiVersion` written.
    pub api_version: &'a str,
    /// The subresource written, such as `status`.
    pub subresource: Option<&'a str>,
    /// The time of the request, RFC 3339 in UTC with seconds.
    pub now: &'a str,
}

/// Gives the changed fields to the writer and takes them from everyone else.
///
/// What the endpoint cannot write, such as `status` on the main one, gets no owner; keeping such fields as they
/// are stored is the caller's part.
///
/// A client may send managed fields of its own, which then replace the stored ones; a list with one empty
/// entry forgets them all; none or malformed ones leave the stored ones. The result equals `live` if nothing
/// changes.
pub fn update(schema: &TypeSchema, request: UpdateRequest<'_>) -> Value {
    let scope = Scope::of(schema, request.subresource);
    let stored = || request.live.and_then(Managers::read).unwrap_or_default();
    let mut managers = match (request.subresource, sent_managers(request.new)) {
        (None, Some(sent)) => sent,
        _ => stored(),
    };
    if managers.is_empty() && request.live.is_some() {
        // What is not tracked stays so until its first apply.
        return inherit(None, request.new.clone());
    }
    let live = request.live.unwrap_or(&schema.skeleton);
    let mut result = inherit(request.live, request.new.clone());
    let change = compare(schema, live, &result);
    let (taken, removed) = (scope.owned(&change.set()), scope.owned(&change.removed));
    managers.take(&taken.union(&removed), None);
    if !taken.is_empty() {
        let manager = Manager {
            name: request.manager.to_owned(),
            operation: Operation::Update,
            api_version: request.api_version.to_owned(),
            subresource: request.subresource.map(str::to_owned),
        };
        let fields = managers.get(&manager).map_or_else(|| taken.clone(), |entry| entry.fields.union(&taken));
        managers.put(Entry { manager, time: Some(request.now.to_owned()), fields });
    }
    managers.write(&mut result);
    result
}

/// The managed fields that the client sent, if they count.
fn sent_managers(new: &Value) -> Option<Managers> {
    let entries = new.pointer("/metadata/managedFields")?.as_array()?;
    if let [Value::Object(entry)] = entries.as_slice()
        && entry.is_empty()
    {
        return Some(Managers::default());
    }
    Managers::read(new).filter(|managers| !managers.is_empty())
}

/// `new` with the managed fields of `live`, so that the two compare equal where nothing else differs.
pub(super) fn inherit(live: Option<&Value>, mut new: Value) -> Value {
    let stored = live.and_then(|live| live.pointer("/metadata/managedFields")).cloned();
    if let Some(Value::Object(metadata)) = new.get_mut("metadata") {
        match stored {
            Some(stored) => metadata.insert("managedFields".to_owned(), stored),
            None => metadata.remove("managedFields"),
        };
    }
    new
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::builtin::find;

    #[test]
    fn a_create_of_a_built_in_kind_does_not_own_what_every_object_has() {
        let kind = find("apps", "v1", "Deployment").expect("a built-in kind");
        let mut new = json!({
            "metadata": { "name": "it", "labels": { "app": "a" } },
            "spec": {
                "selector": { "matchLabels": { "app": "a" } },
                "template": { "metadata": { "labels": { "app": "a" } }, "spec": { "containers": [{ "name": "a", "image": "a:1" }] } },
            },
        });
        kind.default_object(&mut new);
        let request = UpdateRequest {
            live: None,
            new: &new,
            manager: "kubectl-create",
            api_version: "apps/v1",
            subresource: None,
            now: "t",
        };
        let container = json!({
            ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {}, "f:resources": {},
            "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {},
        });
        let expected = json!({
            "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
            "f:spec": {
                "f:progressDeadlineSeconds": {}, "f:replicas": {}, "f:revisionHistoryLimit": {}, "f:selector": {},
                "f:strategy": {
                    "f:rollingUpdate": { ".": {}, "f:maxSurge": {}, "f:maxUnavailable": {} }, "f:type": {},
                },
                "f:template": {
                    "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
                    "f:spec": {
                        "f:containers": { "k:{\"name\":\"a\"}": container },
                        "f:dnsPolicy": {}, "f:restartPolicy": {}, "f:schedulerName": {}, "f:securityContext": {},
                        "f:terminationGracePeriodSeconds": {},
                    },
                },
            },
        });
        assert_eq!(update(kind.schema(), request)["metadata"]["managedFields"][0]["fieldsV1"], expected);
    }
}
