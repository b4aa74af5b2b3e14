use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::admission::{Proposal, blame_patch, report};
use super::modify::modify;
use super::target::{Target, WriteOptions, Written, parse};
use super::{errors, identity, metadata};
use crate::core::Core;
use crate::registry::{ResourceType, ScalePaths, value_at};
use crate::schema::TypeSchema;
use crate::selector::label_text;
use crate::status::{ApiError, Reason};

const API_VERSION: &str = "autoscaling/v1";
const KIND: &str = "Scale";

/// What a Scale may hold.
static SCHEMA: LazyLock<TypeSchema> = LazyLock::new(|| {
    let text = json!({"type": "string"});
    let replicas = json!({"type": "integer", "format": "int32"});
    let spec = json!({"type": "object", "properties": {"replicas": replicas}});
    let status = json!({"type": "object", "properties": {"replicas": replicas, "selector": text}});
    let schema = json!({"type": "object", "properties": {
        "apiVersion": text, "kind": text, "metadata": {"type": "object"}, "spec": spec, "status": status,
    }});
    // The schema is part of the program, and every test of a scale reads it.
    TypeSchema::from_openapi(&schema).expect("the schema is structural")
});

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

/// Writes an object's number of replicas: `change` makes the wanted Scale from the one that is, by a patch or in its place.
pub(crate) async fn rescale(
    core: &Core,
    target: &Target,
    options: &WriteOptions,
    patched: bool,
    change: impl Fn(Value) -> Result<Value, ApiError>,
) -> Result<Written, ApiError> {
    let written = modify(core, target, options, |live| {
        let mut scale = change(view(&target.kind, live)?)?;
        let unknown = decode(&mut scale)
            .and_then(|unknown| report(&unknown, options.validation).map(|_| unknown))
            .map_err(|error| blame_patch(error, patched))?;
        check_place(target, &mut scale)?;
        let replicas = replicas(target, &scale)?;
        let mut object = live.clone();
        // A Scale may be written without a version, whatever its object is.
        for field in ["uid", "resourceVersion"].into_iter().filter(|field| !metadata::text(&scale, field).is_empty()) {
            metadata::set(&mut object, "metadata", field, metadata::text(&scale, field));
        }
        put(&mut object, &paths(&target.kind)?.wanted, replicas);
        Ok(Proposal { unknown, ..Proposal::untracked(object) })
    })
    .await?;
    Ok(Written { object: view(&target.kind, &written.object)?, ..written })
}

fn paths(kind: &ResourceType) -> Result<&ScalePaths, ApiError> {
    let missing = || ApiError::internal(format!("{} have no scale", kind.qualified()));
    kind.scale.as_ref().ok_or_else(missing)
}

/// Reads a Scale, which may leave out its type; removes and answers what it should not hold.
fn decode(scale: &mut Value) -> Result<Vec<String>, ApiError> {
    let Some(fields) = scale.as_object_mut() else {
        return Err(ApiError::bad_request(format!("the body must be one {KIND} object")));
    };
    fields.entry("metadata").or_insert_with(|| json!({}));
    let mut unknown = metadata::decode(scale)?;
    unknown.extend(SCHEMA.prune(scale));
    for (field, expected) in [("kind", KIND), ("apiVersion", API_VERSION)] {
        if let Some(found) = scale.get(field).filter(|found| *found != expected) {
            let message = format!("{field} {found} is not accepted here: accepted is {expected:?}");
            return Err(ApiError::bad_request(message));
        }
    }
    match SCHEMA.validate(scale, None).first() {
        Some(error) => Err(ApiError::bad_request(error.to_string())),
        None => Ok(unknown),
    }
}

/// A Scale names its object.
fn check_place(target: &Target, scale: &mut Value) -> Result<(), ApiError> {
    let named = !metadata::text(scale, "name").is_empty();
    identity::check_places(target, scale)?;
    if named {
        Ok(())
    } else {
        Err(ApiError::bad_request(format!("metadata.name is missing: accepted is {:?}", target.name)))
    }
}

/// The number that a Scale asks for; an absent one is zero.
fn replicas(target: &Target, scale: &Value) -> Result<i64, ApiError> {
    let replicas = scale["spec"]["replicas"].as_i64().unwrap_or_default();
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
