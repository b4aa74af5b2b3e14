use http::header::USER_AGENT;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content;
use super::query::{self, Query, refuse};
use super::resource::Call;
use super::respond::{self, ResponseBody};
use crate::lifecycle::{self, DeleteOptions, Deleted, Patch, Propagation, WriteOptions, Written};
use crate::status::{self, ApiError, Reason};

/// The longest name of a field manager, in bytes.
const MAX_MANAGER: usize = 128;

const PATCH_OPTIONS: &str = "PatchOptions";
const DELETE_OPTIONS: &str = "DeleteOptions";

/// Kinds whose deletion answers the object, where others answer a Status.
const SHOWN_WHEN_DELETED: [&str; 4] = ["persistentvolumeclaims", "pods", "serviceaccounts", "services"];

pub(super) async fn create(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    if call.kind.namespaced && call.namespace.is_none() {
        return Err(ApiError::new(Reason::MethodNotAllowed, "objects of this type are created in a namespace"));
    }
    let body = content::object(&call.parts.headers, &call.body)?;
    let written = lifecycle::create(&call.core, &call.target(), body, &options(&call, "CreateOptions")?).await?;
    Ok(respond_written(&written))
}

pub(super) async fn replace(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    let body = content::object(&call.parts.headers, &call.body)?;
    let written = lifecycle::replace(&call.core, &call.target(), body, &options(&call, "UpdateOptions")?).await?;
    Ok(respond_written(&written))
}

pub(super) async fn patch(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    let patch = content::patch(&call.parts.headers, &call.body, call.kind.custom().is_some())?;
    let (force, options) = query::both(force(&call, &patch), options(&call, PATCH_OPTIONS))?;
    let options = WriteOptions { force, ..options };
    let written = lifecycle::patch(&call.core, &call.target(), &patch, &options).await?;
    Ok(respond_written(&written))
}

/// Whether an apply takes fields from other managers; other patches may not ask for that.
fn force(call: &Call, patch: &Patch) -> Result<bool, ApiError> {
    let force = call.query.flag("force")?;
    if !matches!(patch, Patch::Apply(_)) && call.query.get("force").is_some() {
        let message = "Forbidden: is accepted for apply patches only";
        return Err(query::invalid_option(PATCH_OPTIONS, "force", "FieldValueForbidden", message));
    }
    if matches!(patch, Patch::Apply(_)) && call.query.get("fieldManager").is_none() {
        let message = "Required value: is required for apply patch";
        return Err(query::invalid_option(PATCH_OPTIONS, "fieldManager", "FieldValueRequired", message));
    }
    Ok(force)
}

pub(super) async fn delete(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    let deleted = lifecycle::delete(&call.core, &call.target(), &delete_options(&call)?).await?;
    Ok(match deleted {
        Deleted::Waiting(object) => respond::json(StatusCode::OK, &object),
        Deleted::Gone(object) if call.kind.group.is_empty() && SHOWN_WHEN_DELETED.contains(&&*call.kind.plural) => {
            respond::json(StatusCode::OK, &object)
        }
        Deleted::Gone(object) => {
            let metadata = &object["metadata"];
            let name = metadata["name"].as_str().unwrap_or_default();
            let status = status::success(&call.kind.group, &call.kind.plural, name, metadata["uid"].as_str());
            respond::json(StatusCode::OK, &status)
        }
    })
}

pub(super) async fn delete_collection(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    let (filter, options) = (call.filter()?, delete_options(&call)?);
    let selected = |namespace: &str, name: &str, json: &[u8]| filter.matches(namespace, name, json);
    let namespace = call.namespace.as_deref();
    let items = lifecycle::delete_collection(&call.core, &call.kind, namespace, selected, &options).await?;
    let revision = call.core.store.snapshot()?.revision().to_string();
    let list = json!({
        "kind": call.kind.list_kind,
        "apiVersion": call.kind.api_version(),
        "metadata": {"resourceVersion": revision},
        "items": items,
    });
    Ok(respond::json(StatusCode::OK, &list))
}

pub(super) fn respond_written(written: &Written) -> Response<ResponseBody> {
    let code = if written.created { StatusCode::CREATED } else { StatusCode::OK };
    respond::with_warnings(respond::json(code, &written.object), &written.warnings)
}

pub(super) fn options(call: &Call, kind: &str) -> Result<WriteOptions, ApiError> {
    let (dry_run, validation) = query::both(call.query.dry_run(kind), call.query.field_validation(kind))?;
    Ok(WriteOptions { dry_run, validation, manager: manager(call)?, force: false })
}

/// The field manager: the parameter, or the first word of the user agent.
fn manager(call: &Call) -> Result<String, ApiError> {
    if let Some(manager) = call.query.get("fieldManager") {
        if manager.len() > MAX_MANAGER || manager.chars().any(char::is_control) {
            return Err(refuse("fieldManager", manager, "printable texts of at most 128 bytes"));
        }
        return Ok(manager.to_owned());
    }
    let agent = call.parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent: String = agent.split('/').next().unwrap_or_default().chars().take(MAX_MANAGER).collect();
    Ok(if agent.is_empty() { "unknown".to_owned() } else { agent })
}

/// The body of a deletion; every part of it is optional.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DeleteBody {
    propagation_policy: Option<String>,
    orphan_dependents: Option<bool>,
    dry_run: Option<Vec<String>>,
    preconditions: Option<Preconditions>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Preconditions {
    uid: Option<String>,
    resource_version: Option<String>,
}

fn delete_options(call: &Call) -> Result<DeleteOptions, ApiError> {
    let absent = call.body.iter().all(u8::is_ascii_whitespace);
    let body = match absent {
        true => Value::Object(serde_json::Map::new()),
        false => content::object(&call.parts.headers, &call.body)?,
    };
    // Parameters of the URL count where there is no body only.
    let query = if absent { call.query.clone() } else { Query::default() };
    let body: DeleteBody = serde_json::from_value(body)
        .map_err(|error| ApiError::bad_request(format!("DeleteOptions cannot be read: {error}")))?;
    let policy = body.propagation_policy.as_deref().map(query::propagation).transpose()?;
    let orphan =
        body.orphan_dependents.map(|orphan| if orphan { Propagation::Orphan } else { Propagation::Background });
    let preconditions = body.preconditions.unwrap_or_default();
    Ok(DeleteOptions {
        dry_run: query::dry_run(DELETE_OPTIONS, body.dry_run.iter().flatten().map(String::as_str))?
            || query.dry_run(DELETE_OPTIONS)?,
        propagation: policy.or(orphan).or(query.propagation()?),
        uid: preconditions.uid,
        resource_version: preconditions.resource_version,
    })
}
