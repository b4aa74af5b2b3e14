use serde_json::{Map, Value, json};

use super::admission::Proposal;
use super::modify::modify;
use super::target::{Target, WriteOptions, Written, parse};
use super::{errors, metadata};
use crate::core::Core;
use crate::registry::{ResourceType, ScalePaths, value_at};
use crate::selector::label_text;
use crate::status::{ApiError, Reason};

const API_VERSION: &str = "autoscaling/v1";
const KIND: &str = "Scale";

/// The part of the metadata that a Scale shares with its object.
const SHARED: [&str; 5] = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];

/// The Scale of an object as it is now.
pub(crate) fn read(core: &Core, target: &Target) -> Result<Value, ApiError> {
    let stored = core.get(&target.key())?.ok_or_else(|| errors::not_found(&target.kind, &target.name))?;
    view(&target.kind, &parse(&stored)?)
}

/// What `/scale` shows of an object.
fn view(kind: &ResourceType, object: &Value) -> Result<Value, ApiError> {
    let paths = paths(kind)?;
    let wanted = value_at(object, &paths.wanted).and_then(Value::as_i64);
    let Some(wanted) = wanted else {
        let path = paths.wanted.join(".");
        return Err(ApiError::internal(format!("the spec replicas field {path:?} does not exist")));
    };
    let metadata: Map<_, _> = SHARED
        .into_iter()
        .filter_map(|field| Some((field.to_owned(), object["metadata"].get(field)?.clone())))
        .collect();
    let mut status = json!({ "replicas": value_at(object, &paths.found).and_then(Value::as_i64).unwrap_or_default() });
    let selector = match value_at(object, &paths.selector) {
        Some(Value::String(text)) => text.clone(),
        Some(selector) => label_text(selector),
        None => String::new(),
    };
    if !selector.is_empty() {
        status["selector"] = Value::from(selector);
    }
    let spec = if wanted == 0 { json!({}) } else { json!({ "replicas": wanted }) };
    Ok(json!({ "kind": KIND, "apiVersion": API_VERSION, "metadata": metadata, "spec": spec, "status": status }))
}

/// Writes an object's number of replicas: `change` makes the wanted Scale from the one that is.
pub(crate) async fn rescale(
    core: &Core,
    target: &Target,
    options: &WriteOptions,
    change: impl Fn(Value) -> Result<Value, ApiError>,
) -> Result<Written, ApiError> {
    let written = modify(core, target, options, |live| {
        let scale = change(view(&target.kind, live)?)?;
        let replicas = replicas(target, &scale)?;
        let mut object = live.clone();
        for field in ["uid", "resourceVersion"] {
            metadata::set(&mut object, "metadata", field, metadata::text(&scale, field));
        }
        put(&mut object, &paths(&target.kind)?.wanted, replicas);
        Ok(Proposal::untracked(object))
    })
    .await?;
    Ok(Written { object: view(&target.kind, &written.object)?, ..written })
}

fn paths(kind: &ResourceType) -> Result<&ScalePaths, ApiError> {
    let missing = || ApiError::internal(format!("{} have no scale", kind.qualified()));
    kind.scale.as_ref().ok_or_else(missing)
}

/// The number that a Scale asks for; an absent one is zero.
fn replicas(target: &Target, scale: &Value) -> Result<i64, ApiError> {
    for (field, expected) in [("kind", KIND), ("apiVersion", API_VERSION)] {
        if scale.get(field).is_some_and(|found| found != expected) {
            let found = &scale[field];
            return Err(ApiError::bad_request(format!(
                "{field} {found} is not accepted here: accepted is {expected:?}"
            )));
        }
    }
    let replicas = match &scale["spec"]["replicas"] {
        Value::Null => 0,
        found => found
            .as_i64()
            .filter(|number| i32::try_from(*number).is_ok())
            .ok_or_else(|| ApiError::bad_request(format!("spec.replicas must be a 32-bit integer, not {found}")))?,
    };
    if replicas < 0 {
        let name = &target.name;
        let message = format!("Invalid value: {replicas}: must be greater than or equal to 0");
        let error =
            ApiError::new(Reason::Invalid, format!("{KIND}.autoscaling {name:?} is invalid: spec.replicas: {message}"));
        let cause = errors::field_cause("spec.replicas", "FieldValueInvalid", message);
        return Err(error.about("autoscaling", KIND, name).because([cause]));
    }
    Ok(replicas)
}

fn put(object: &mut Value, path: &[String], replicas: i64) {
    let mut place = object;
    for step in path {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[step.as_str()];
    }
    *place = Value::from(replicas);
}
