//! Discovery in one document for all groups: `apidiscovery.k8s.io/v2`.

use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::accept::Accepted;
use super::respond::ResponseBody;
use super::route::Page;
use super::{accept, content, discovery, respond};
use crate::registry::Catalog;
use crate::status::ApiError;

/// Clients tell the two kinds of discovery apart by this.
const MEDIA_TYPE: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// Whether the client takes the aggregated document, which is then what it gets, whatever else it takes.
pub(super) fn is_wanted(headers: &HeaderMap) -> Result<bool, ApiError> {
    let is_aggregated = |accepted: Accepted<'_>| {
        let Accepted { kind, group, version } = accepted;
        (kind, group, version) == (Some("APIGroupDiscoveryList"), "apidiscovery.k8s.io", "v2")
    };
    let wanted = accept::accepted(headers).any(is_aggregated);
    if wanted || accept::accepted(headers).any(|accepted| accepted.kind.is_none()) {
        return Ok(wanted);
    }
    Err(content::not_acceptable(accept::header(headers)))
}

/// Answers with the core group or with all others; a client that has the document already is told so.
pub(super) fn answer(catalog: &Catalog, page: &Page, headers: &HeaderMap) -> Response<ResponseBody> {
    let core = *page == Page::CoreVersions;
    let groups = discovery::versions(catalog).into_iter().filter(|(name, _)| name.is_empty() == core);
    let items: Vec<_> = groups.map(|(name, versions)| group(catalog, name, &versions)).collect();
    let document = json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    });
    let digest: String = Sha256::digest(document.to_string()).iter().map(|byte| format!("{byte:02X}")).collect();
    let tag = format!("\"{digest}\"");
    let known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = match known {
        true => respond::json_bytes(StatusCode::NOT_MODIFIED, Default::default()),
        false => respond::json(StatusCode::OK, &document),
    };
    let fields = response.headers_mut();
    fields.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    fields.insert(VARY, HeaderValue::from_static("Accept"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        fields.insert(ETAG, tag);
    }
    response
}

fn group(catalog: &Catalog, name: &str, versions: &[&str]) -> Value {
    let metadata = if name.is_empty() { json!({}) } else { json!({"name": name}) };
    let versions = versions.iter().filter_map(|version| {
        let list = discovery::resources(catalog, name, version)?;
        let mut resources = resources(&list);
        for resource in &mut resources {
            let custom = resource["resource"].as_str().and_then(|plural| catalog.get(name, version, plural));
            if custom.is_some_and(|found| !found.is_builtin()) {
                name_kinds(resource, name, version);
            }
        }
        Some(json!({"version": version, "resources": resources, "freshness": "Current"}))
    });
    json!({"metadata": metadata, "versions": versions.collect::<Vec<_>>()})
}

/// The resources of a plain list, with their subresources below them.
fn resources(list: &Value) -> Vec<Value> {
    let entries = list["resources"].as_array().into_iter().flatten();
    let mut resources: Vec<Value> = Vec::new();
    for entry in entries {
        let name = entry["name"].as_str().unwrap_or_default();
        match (name.split_once('/'), resources.last_mut()) {
            (Some((_, subresource)), Some(resource)) => {
                let below = json!({
                    "subresource": subresource, "responseKind": response_kind(entry), "verbs": entry["verbs"],
                });
                match &mut resource["subresources"] {
                    Value::Array(subresources) => subresources.push(below),
                    absent => *absent = json!([below]),
                }
            }
            _ => resources.push(resource(name, entry)),
        }
    }
    resources
}

/// Spells out group and version of the kinds, which kube-apiserver does for custom resources.
fn name_kinds(resource: &mut Value, group: &str, version: &str) {
    if resource["responseKind"]["version"] == "" {
        resource["responseKind"]["group"] = json!(group);
        resource["responseKind"]["version"] = json!(version);
    }
    let below = resource.get_mut("subresources").and_then(Value::as_array_mut).into_iter().flatten();
    below.for_each(|below| name_kinds(below, group, version));
}

fn resource(name: &str, entry: &Value) -> Value {
    let scope = if entry["namespaced"] == true { "Namespaced" } else { "Cluster" };
    let mut resource = json!({
        "resource": name,
        "responseKind": response_kind(entry),
        "scope": scope,
        "singularResource": entry["singularName"],
        "verbs": entry["verbs"],
    });
    for field in ["shortNames", "categories"] {
        if let Some(names) = entry.get(field) {
            resource[field] = names.clone();
        }
    }
    resource
}

/// The kind of the answers; group and version are empty where they are those of the list.
fn response_kind(entry: &Value) -> Value {
    let text = |field: &str| entry[field].as_str().unwrap_or_default();
    json!({"group": text("group"), "version": text("version"), "kind": text("kind")})
}
