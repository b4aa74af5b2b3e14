//! JSON to Terraform values, in the spelling of the prior ones where they say the same.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::Value as Json;

use super::{
    attributes,
    node::{Collection, Field, Node, Object, Scalar, ScalarKind, Shape},
    quantity,
};
use crate::{number::Number, value::Value};

pub(super) fn object(object: &Object, json: &Json, prior: Option<&Value>) -> Value {
    let attribute = |(name, it): (&String, _)| {
        let prior = prior.and_then(|prior| prior.get(name)).filter(|prior| !prior.is_null());
        (name.clone(), field(it, json, prior))
    };
    Value::Map(object.fields.iter().map(attribute).collect())
}

fn field(field: &Field, object: &Json, prior: Option<&Value>) -> Value {
    match object.get(&field.property).filter(|json| !json.is_null()) {
        None => absent(field, prior),
        Some(json) if prior.is_none() && says_nothing(field, json) => Value::Null,
        Some(json) => node(&field.node, json, prior).unwrap_or(Value::Null),
    }
}

/// Absence means the default of a scalar, and is no other than an empty collection.
fn absent(field: &Field, prior: Option<&Value>) -> Value {
    let is_collection = !matches!(field.node.shape, Shape::Scalar(_) | Shape::Object(_));
    match prior {
        Some(prior) if is_collection && holds_nothing(prior) => prior.clone(),
        _ => attributes::default(field).unwrap_or(Value::Null),
    }
}

fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::List(elements) => elements.is_empty(),
        Value::Map(entries) => entries.values().all(Value::is_null),
        _ => false,
    }
}

/// Whether a live value is what the server makes of absence.
fn says_nothing(field: &Field, json: &Json) -> bool {
    match &field.node.shape {
        Shape::Scalar(_) => false,
        _ if field.default.as_ref().is_some_and(|default| same(default, json)) => true,
        Shape::Object(_) => false,
        _ => json.as_array().is_some_and(Vec::is_empty) || json.as_object().is_some_and(serde_json::Map::is_empty),
    }
}

/// `None` where the JSON is of another type than the schema says.
fn node(node: &Node, json: &Json, prior: Option<&Value>) -> Option<Value> {
    match &node.shape {
        Shape::Scalar(it) => scalar(it, json, prior),
        Shape::List { element, unique, .. } => list(element, *unique, json, prior),
        Shape::Map { element, .. } => map(json, prior, |json, prior| self::node(element, json, prior)),
        Shape::Object(it) => json.is_object().then(|| object(it, json, prior)),
        Shape::Objects { object: it, collection, .. } => match collection {
            Collection::List { keys } => objects(it, keys, json, prior),
            Collection::ByKey { property, .. } => by_key(it, property, json, prior),
            Collection::Map => map(json, prior, |json, prior| json.is_object().then(|| object(it, json, prior))),
        },
    }
}

/// The value of a scalar, or the prior one if it says the same.
pub(super) fn scalar(scalar: &Scalar, json: &Json, prior: Option<&Value>) -> Option<Value> {
    let value = match (scalar.kind, json) {
        (ScalarKind::Bool, Json::Bool(value)) => Value::Bool(*value),
        (ScalarKind::Integer | ScalarKind::Number, Json::Number(number)) => Number::try_from(number).ok()?.into(),
        (ScalarKind::String, Json::String(text)) => text.as_str().into(),
        (ScalarKind::IntOrString, json) => plain_text(json)?.into_owned().into(),
        (ScalarKind::Json, json) => json.to_string().into(),
        _ => return None,
    };
    let kept = prior.and_then(Value::as_str).filter(|prior| {
        let live = value.as_str().unwrap_or_default();
        scalar.quantity && quantity::equal(prior, live)
            || scalar.kind == ScalarKind::Json
                && serde_json::from_str::<Json>(prior).is_ok_and(|prior| same(&prior, json))
    });
    Some(kept.map_or(value, Value::from))
}

/// Whether two documents say the same: numbers are compared by value.
fn same(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => Number::try_from(left) == Number::try_from(right),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            let same_entry = |(key, left)| right.get(key).is_some_and(|right| same(left, right));
            left.len() == right.len() && left.iter().all(same_entry)
        }
        (left, right) => left == right,
    }
}

/// Text, or the text of a number or truth value.
fn plain_text(json: &Json) -> Option<Cow<'_, str>> {
    match json {
        Json::String(text) => Some(Cow::Borrowed(text)),
        Json::Number(number) => Some(Cow::Owned(number.to_string())),
        Json::Bool(value) => Some(Cow::Owned(value.to_string())),
        _ => None,
    }
}

fn list(element: &Node, unique: bool, json: &Json, prior: Option<&Value>) -> Option<Value> {
    let live = json.as_array()?;
    let prior_elements = prior.and_then(Value::as_list).unwrap_or_default();
    let convert = |(index, json): (usize, &Json)| match unique {
        true => set_element(element, json, prior_elements),
        false => node(element, json, prior_elements.get(index)),
    };
    let elements: Vec<_> = live.iter().enumerate().map(convert).collect::<Option<_>>()?;
    let reordered = unique && elements.len() == prior_elements.len();
    match prior {
        Some(prior) if reordered && elements.iter().all(|element| prior_elements.contains(element)) => {
            Some(prior.clone())
        }
        _ => Some(Value::List(elements)),
    }
}

/// The prior element that says the same, else the live one.
fn set_element(element: &Node, json: &Json, prior: &[Value]) -> Option<Value> {
    let says_the_same = |prior: &&Value| node(element, json, Some(prior)).as_ref() == Some(prior);
    prior.iter().find(says_the_same).cloned().or_else(|| node(element, json, None))
}

fn map(json: &Json, prior: Option<&Value>, convert: impl Fn(&Json, Option<&Value>) -> Option<Value>) -> Option<Value> {
    let prior = prior.and_then(Value::as_map);
    let entry = |(key, json): (&String, _)| {
        let prior = prior.and_then(|prior| prior.get(key)).filter(|prior| !prior.is_null());
        Some((key.clone(), convert(json, prior)?))
    };
    let mut entries: BTreeMap<_, _> = json.as_object()?.iter().map(entry).collect::<Option<_>>()?;
    keep_nulls(&mut entries, prior);
    Some(Value::Map(entries))
}

/// A null in a map is not sent, so that its absence is no drift.
fn keep_nulls(entries: &mut BTreeMap<String, Value>, prior: Option<&BTreeMap<String, Value>>) {
    for (key, _) in prior.into_iter().flatten().filter(|(_, value)| value.is_null()) {
        entries.entry(key.clone()).or_insert(Value::Null);
    }
}

fn by_key(object: &Object, property: &str, json: &Json, prior: Option<&Value>) -> Option<Value> {
    let prior = prior.and_then(Value::as_map);
    let element = |json: &Json| {
        let text = element_key(property, json)?.into_owned();
        let prior = prior.and_then(|prior| prior.get(&text)).filter(|prior| !prior.is_null());
        let value = self::object(object, json, prior);
        Some((text, value))
    };
    let mut entries: BTreeMap<_, _> = json.as_array()?.iter().map(element).collect::<Option<_>>()?;
    keep_nulls(&mut entries, prior);
    Some(Value::Map(entries))
}

/// The key that an element of a list stands under.
pub(super) fn element_key<'j>(property: &str, element: &'j Json) -> Option<Cow<'j, str>> {
    plain_text(element.get(property)?)
}

/// A list of objects. With keys, the order of the prior elements stays.
fn objects(object: &Object, keys: &[(String, String)], json: &Json, prior: Option<&Value>) -> Option<Value> {
    let live = json.as_array()?;
    let prior = prior.and_then(Value::as_list).unwrap_or_default();
    if keys.is_empty() {
        let element = |(index, json): (usize, &Json)| self::object(object, json, prior.get(index));
        return Some(Value::List(live.iter().enumerate().map(element).collect()));
    }
    let mut left: Vec<Value> = live.iter().map(|json| self::object(object, json, None)).collect();
    let mut json_left: Vec<&Json> = live.iter().collect();
    let mut elements = Vec::with_capacity(left.len());
    for prior in prior {
        let same = |value: &Value| keys.iter().all(|(_, name)| value.get(name) == prior.get(name));
        if let Some(position) = left.iter().position(same) {
            left.remove(position);
            elements.push(self::object(object, json_left.remove(position), Some(prior)));
        }
    }
    elements.extend(left);
    Some(Value::List(elements))
}
