//! Between attributes and Kubernetes objects.

use std::collections::BTreeMap;

use kube::core::DynamicObject;
use openchoreo_api::names;
use openchoreo_apply::control_plane::owners;
use openchoreo_tfplugin::{
    crd::MappingError,
    diagnostic::{Diagnostic, Diagnostics},
    value::Value,
};
use serde_json::{Map, Value as Json, json};

use crate::{identity::Identity, model::Model, tree};

/// Which fields of a live object a state shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those that the state before has: what others added is theirs.
    Ours,
    /// All that can be configured, for an import or a data source.
    Everything,
}

/// What is applied for a plan or a state: what is set and no more.
///
/// # Errors
/// At values that are not known or have no form in Kubernetes.
pub(crate) fn body(model: &Model, identity: &Identity, value: &Value) -> Result<Json, Diagnostics> {
    let specification = model.mapping.to_json(value).map_err(mapping_error)?;
    let mut metadata = json!({"name": identity.name});
    if let Some(organization) = &identity.organization {
        metadata["namespace"] = organization.as_str().into();
    }
    for name in ["labels", "annotations"] {
        if let Some(Value::Map(entries)) = value.get(name) {
            let texts = entries.iter().filter_map(|(key, text)| Some((key.clone(), text.as_str()?.into())));
            metadata[name] = Json::Object(texts.collect());
        }
    }
    Ok(json!({
        "apiVersion": model.resource.api_version,
        "kind": model.resource.kind,
        "metadata": metadata,
        "spec": specification,
    }))
}

/// The state of a live object. What no object holds (timeouts, protection and the like) comes from the state before.
pub(crate) fn state(model: &Model, identity: &Identity, live: &DynamicObject, before: &Value, scope: Scope) -> Value {
    let object = json(live);
    let visible = match scope {
        Scope::Everything => foreign_metadata_removed(live, object),
        Scope::Ours => match body(model, identity, before) {
            Ok(ours) => tree::restrict(&model.object, &object, &ours),
            Err(_) => object,
        },
    };
    let prior = (!before.is_null()).then_some(before);
    let mut entries = kept(model, before);
    if let Value::Map(specification) = model.mapping.from_json(&visible["spec"], prior) {
        entries.extend(specification);
    }
    for name in ["labels", "annotations"] {
        entries.insert(name.into(), texts(&visible["metadata"][name], before.get(name)));
    }
    for output in model.kind.outputs {
        entries.insert(output.name.into(), (output.value)(live.data.get("status").unwrap_or(&Json::Null)));
    }
    entries.extend(identity.attributes().into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Map(entries)
}

/// A plan with what it left open: unknown values are taken from the state reached, known ones stay.
pub(crate) fn fill(planned: &Value, reached: &Value) -> Value {
    match (planned, reached) {
        (Value::Unknown(_), reached) => reached.clone(),
        (Value::Map(planned), reached) => {
            let entry = |(name, value): (&String, &Value)| {
                (name.clone(), fill(value, reached.get(name).unwrap_or(&Value::Null)))
            };
            Value::Map(planned.iter().map(entry).collect())
        }
        (Value::List(planned), reached) => {
            let reached = reached.as_list().unwrap_or_default();
            let element = |(index, value)| fill(value, reached.get(index).unwrap_or(&Value::Null));
            Value::List(planned.iter().enumerate().map(element).collect())
        }
        (known, _) => known.clone(),
    }
}

/// An object as JSON, as it came over the wire.
pub(crate) fn json(object: &DynamicObject) -> Json {
    serde_json::to_value(object).unwrap_or_default()
}

/// A value that has no form in Kubernetes, as a diagnostic at its place.
pub(crate) fn mapping_error(error: MappingError) -> Diagnostics {
    match error {
        MappingError::Value { path, fault } => {
            Diagnostic::error("The value cannot be sent", format!("{path}: {fault}.")).at(path).into()
        }
        schema => Diagnostic::error("The value cannot be sent", schema.to_string()).into(),
    }
}

/// The attributes that stay as they are: everything at first, with defaults where there was nothing.
fn kept(model: &Model, before: &Value) -> BTreeMap<String, Value> {
    let Value::Map(mut entries) = model.empty() else { return BTreeMap::new() };
    for (name, entry) in &mut entries {
        let default = || model.schema.attributes.get(name).and_then(|attribute| attribute.default.clone());
        let known = before.get(name).filter(|value| !value.is_null()).cloned();
        *entry = known.or_else(default).unwrap_or(Value::Null);
    }
    entries
}

fn texts(json: &Json, before: Option<&Value>) -> Value {
    let entries: Map<String, Json> = json.as_object().cloned().unwrap_or_default();
    match before {
        None | Some(Value::Null) if entries.is_empty() => Value::Null,
        Some(Value::Null) | None | Some(_) => {
            Value::object(entries.into_iter().map(|(key, text)| (key, Value::from(text.as_str().unwrap_or_default()))))
        }
    }
}

/// An object without the labels and annotations that are the work of controllers and of kubectl.
fn foreign_metadata_removed(live: &DynamicObject, mut object: Json) -> Json {
    let owners = owners(live);
    for name in ["labels", "annotations"] {
        let Some(Json::Object(entries)) = object["metadata"].get_mut(name) else { continue };
        entries.retain(|key, _| {
            let field = format!("metadata.{name}.{key}");
            let by_controller = owners.iter().any(|owner| owner.manager == names::FIELD_MANAGER && owner.owns(&field));
            !by_controller && key != "kubectl.kubernetes.io/last-applied-configuration"
        });
    }
    object
}
