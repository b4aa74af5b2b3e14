//! Operations: what a path does, with which parameters and bodies.

use serde_json::{Map, Value, json};

use super::ResourceDoc;
use crate::builtin::REFERENCE;

/// What can be done to a collection.
pub(super) const COLLECTION_VERBS: [&str; 3] = ["list", "post", "deletecollection"];
/// What can be done to an object.
pub(super) const OBJECT_VERBS: [&str; 4] = ["get", "put", "patch", "delete"];
/// What can be done to an object's status.
pub(super) const STATUS_VERBS: [&str; 3] = ["get", "put", "patch"];

/// The patches that every resource takes.
const PATCH_TYPES: [&str; 3] =
    ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

/// The patch that built-in kinds take too.
const STRATEGIC_MERGE: &str = "application/strategic-merge-patch+json";

/// A resource on its way into the document.
pub(super) struct Resource<'a> {
    pub(super) group: &'a str,
    pub(super) version: &'a str,
    pub(super) doc: &'a ResourceDoc<'a>,
}

impl Resource<'_> {
    /// The path item of these verbs; `named` says that the path ends in an object's name.
    pub(super) fn path(&self, verbs: &[&str], named: bool) -> Value {
        let mut item: Map<String, Value> =
            verbs.iter().map(|verb| (method(verb).to_owned(), self.operation(verb))).collect();
        let namespaced_path = self.doc.namespaced && verbs != ["list"];
        let mut parameters = Vec::new();
        if named {
            parameters.push(parameter("name", "path", "string"));
        }
        if namespaced_path {
            parameters.push(parameter("namespace", "path", "string"));
        }
        parameters.push(parameter("pretty", "query", "string"));
        item.insert("parameters".to_owned(), Value::Array(parameters));
        Value::Object(item)
    }

    fn operation(&self, verb: &str) -> Value {
        let kind = self.doc.kind;
        let mut operation = json!({
            "tags": [self.tag()],
            "operationId": format!("{}{}{kind}", verb, self.tag()),
            "parameters": parameters(verb),
            "responses": { "200": { "description": "OK", "content": self.content(&["application/json"], verb == "list") } },
            "x-kubernetes-action": verb,
            "x-kubernetes-group-version-kind": { "group": self.group, "version": self.version, "kind": kind },
        });
        let body_types: &[&str] = match verb {
            "post" | "put" => &["application/json", "application/yaml"],
            "patch" if self.doc.strategic_merge => &[PATCH_TYPES[0], PATCH_TYPES[1], PATCH_TYPES[2], STRATEGIC_MERGE],
            "patch" => &PATCH_TYPES,
            _ => return operation,
        };
        operation["requestBody"] = json!({ "required": true, "content": self.content(body_types, false) });
        operation
    }

    fn tag(&self) -> String {
        let group = if self.group.is_empty() { "core" } else { self.group };
        format!("{}_{}", group.replace(['.', '-'], "_"), self.version)
    }

    fn content(&self, types: &[&str], list: bool) -> Value {
        let suffix = if list { "List" } else { "" };
        let schema = json!({ "schema": { "$ref": format!("{REFERENCE}{}{suffix}", self.doc.component) } });
        types.iter().map(|media_type| ((*media_type).to_owned(), schema.clone())).collect::<Map<_, _>>().into()
    }
}

fn method(verb: &str) -> &str {
    match verb {
        "list" => "get",
        "deletecollection" => "delete",
        other => other,
    }
}

fn parameters(verb: &str) -> Vec<Value> {
    let mut parameters = Vec::new();
    let mut add = |names: &[&str], kind: &str| {
        parameters.extend(names.iter().map(|name| parameter(name, "query", kind)));
    };
    match verb {
        "list" => {
            add(&["continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch"], "string");
            add(&["limit", "timeoutSeconds"], "integer");
            add(&["allowWatchBookmarks", "sendInitialEvents", "watch"], "boolean");
        }
        "post" | "put" => add(&["dryRun", "fieldManager", "fieldValidation"], "string"),
        "patch" => {
            add(&["dryRun", "fieldManager", "fieldValidation"], "string");
            add(&["force"], "boolean");
        }
        "delete" | "deletecollection" => {
            add(&["dryRun", "propagationPolicy"], "string");
            add(&["gracePeriodSeconds"], "integer");
            add(&["orphanDependents"], "boolean");
        }
        _ => {}
    }
    parameters
}

fn parameter(name: &str, place: &str, kind: &str) -> Value {
    let mut parameter = json!({ "name": name, "in": place, "schema": { "type": kind, "uniqueItems": true } });
    if place == "path" {
        parameter["required"] = json!(true);
    }
    parameter
}
