use std::collections::BTreeMap;

use http::request::Parts;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::respond::ResponseBody;
use super::route::Page;
use super::{accept, aggregated, content, respond, review};
use crate::core::Core;
use crate::openapi::{self, ResourceDoc, older};
use crate::registry::{Catalog, ResourceType, api_version};
use crate::status::{ApiError, Reason};

/// The Kubernetes version whose behaviour the server follows.
const MINOR: &str = "37";

/// The verbs of built-in resources.
const VERBS: [&str; 8] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// The verbs of custom resources, in the order in which kube-apiserver names them.
const CUSTOM_VERBS: [&str; 8] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

/// Answers a request for a description of the server.
pub(super) fn answer(core: &Core, page: Page, parts: &Parts) -> Result<Response<ResponseBody>, ApiError> {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let message = format!("{} is not offered at {}", parts.method, parts.uri.path());
        return Err(ApiError::new(Reason::MethodNotAllowed, message));
    }
    if page == Page::Health {
        return Ok(respond::text(StatusCode::OK, "ok"));
    }
    if page == Page::OlderOpenApi {
        let wanted = accept::header(&parts.headers).contains(older::ACCEPTED);
        return Ok(if wanted { respond::older_openapi() } else { respond::unknown_path() });
    }
    content::check_accept(&parts.headers)?;
    if matches!(page, Page::CoreVersions | Page::Groups) && aggregated::is_wanted(&parts.headers)? {
        return Ok(aggregated::answer(&core.registry.catalog(), &page, &parts.headers));
    }
    let document = document(&core.registry.catalog(), &page);
    Ok(document.map_or_else(respond::unknown_path, |document| respond::json(StatusCode::OK, &document)))
}

fn document(catalog: &Catalog, page: &Page) -> Option<Value> {
    match page {
        Page::Health | Page::OlderOpenApi => None,
        Page::Version => Some(version()),
        Page::CoreVersions => Some(core_versions()),
        Page::Groups => Some(groups(catalog)),
        Page::Group(name) => group(catalog, name),
        Page::Resources { group, version } => resources(catalog, group, version),
        Page::OpenApiIndex => Some(openapi_index(catalog)),
        Page::OpenApi { group, version } => openapi(catalog, group, version),
    }
}

fn version() -> Value {
    json!({
        "major": "1",
        "minor": MINOR,
        "gitVersion": format!("v1.{MINOR}.0+openchoreo.{}", env!("CARGO_PKG_VERSION")),
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}

fn core_versions() -> Value {
    json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []})
}

fn groups(catalog: &Catalog) -> Value {
    let groups: Vec<_> = versions(catalog).into_keys().filter(|name| !name.is_empty()).collect();
    let groups: Vec<_> = groups.into_iter().filter_map(|name| group(catalog, name)).map(without_type).collect();
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

fn group(catalog: &Catalog, name: &str) -> Option<Value> {
    let groups = versions(catalog);
    let versions = groups.get(name).filter(|_| !name.is_empty())?;
    let entry = |version: &&str| json!({"groupVersion": api_version(name, version), "version": version});
    let entries: Vec<_> = versions.iter().map(entry).collect();
    Some(json!({
        "kind": "APIGroup",
        "apiVersion": "v1",
        "name": name,
        "preferredVersion": entries.first(),
        "versions": entries,
    }))
}

fn without_type(mut group: Value) -> Value {
    if let Some(fields) = group.as_object_mut() {
        fields.remove("kind");
        fields.remove("apiVersion");
    }
    group
}

/// The groups with their versions, the preferred one first.
pub(super) fn versions(catalog: &Catalog) -> BTreeMap<&str, Vec<&str>> {
    let mut groups = catalog.groups();
    for (group, version) in review::group_versions() {
        groups.entry(group).or_insert_with(|| vec![version]);
    }
    groups
}

/// The resources of a group version as an `APIResourceList`.
pub(super) fn resources(catalog: &Catalog, group: &str, version: &str) -> Option<Value> {
    let stored = catalog.of(group, version).flat_map(|found| entries(found));
    let resources: Vec<_> = stored.chain(review::entries(group, version)).collect();
    (!resources.is_empty()).then(|| {
        json!({
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": api_version(group, version),
            "resources": resources,
        })
    })
}

fn openapi_index(catalog: &Catalog) -> Value {
    let groups = catalog.groups();
    let versions = groups.iter().flat_map(|(group, versions)| versions.iter().map(|version| (*group, *version)));
    openapi::index(&versions.collect::<Vec<_>>())
}

fn openapi(catalog: &Catalog, group: &str, version: &str) -> Option<Value> {
    let resources: Vec<_> = catalog.of(group, version).map(|found| (found, found.openapi())).collect();
    let documents: Vec<_> = resources
        .iter()
        .map(|(found, schema)| ResourceDoc {
            kind: &found.kind,
            component: found.component(),
            plural: &found.plural,
            namespaced: found.namespaced,
            schema,
            status: found.status,
            strategic_merge: found.custom().is_none(),
        })
        .collect();
    (!documents.is_empty()).then(|| openapi::document(group, version, &documents))
}

/// What may be done with a resource: namespaces are not deleted by the dozen.
fn verbs(found: &ResourceType) -> Vec<&'static str> {
    let verbs = if found.is_builtin() { VERBS } else { CUSTOM_VERBS };
    verbs.into_iter().filter(|verb| *verb != "deletecollection" || !found.is("", "namespaces")).collect()
}

/// The entries of a resource and its subresources.
fn entries(found: &ResourceType) -> Vec<Value> {
    let mut resource = json!({
        "name": found.plural,
        "singularName": found.singular,
        "namespaced": found.namespaced,
        "kind": found.kind,
        "verbs": verbs(found),
        "storageVersionHash": "",
    });
    for (field, names) in [("shortNames", &found.short_names), ("categories", &found.categories)] {
        if !names.is_empty() {
            resource[field] = json!(names);
        }
    }
    let status = found.status.then(|| {
        json!({
            "name": format!("{}/status", found.plural),
            "singularName": "",
            "namespaced": found.namespaced,
            "kind": found.kind,
            "verbs": ["get", "patch", "update"],
        })
    });
    let scale = found.scale.is_some().then(|| {
        json!({
            "name": format!("{}/scale", found.plural),
            "singularName": "",
            "namespaced": found.namespaced,
            "group": "autoscaling",
            "version": "v1",
            "kind": "Scale",
            "verbs": ["get", "patch", "update"],
        })
    });
    [Some(resource), scale, status].into_iter().flatten().collect()
}
