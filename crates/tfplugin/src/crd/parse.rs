//! OpenAPI schemas to [`Node`]s.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{
    error::{MappingError, SchemaFault},
    names::snake_case,
    node::{Alternatives, Bounds, Collection, Field, Key, Node, Object, Shape},
    rules,
};

/// Rule of a property that is fixed at creation.
const IMMUTABLE: &str = "self == oldSelf";

pub(super) fn root(schema: &Json) -> Result<Object, MappingError> {
    match node(schema)?.shape {
        Shape::Object(object) => Ok(object),
        _ => Err(unsupported("a schema that is no object with properties")),
    }
}

fn node(schema: &Json) -> Result<Node, MappingError> {
    let (description, deprecation) = describe(text(schema, "description").unwrap_or_default());
    Ok(Node { description, deprecation, immutable: is_immutable(schema), shape: shape(schema)? })
}

/// Takes the paragraph about deprecation out of a description.
fn describe(text: &str) -> (String, Option<String>) {
    let (deprecated, rest): (Vec<_>, Vec<_>) =
        text.split("\n\n").map(str::trim).partition(|paragraph| paragraph.starts_with("Deprecated:"));
    let message = deprecated.first().map(|paragraph| paragraph.trim_start_matches("Deprecated:").trim().to_owned());
    (rest.join("\n\n"), message)
}

fn is_immutable(schema: &Json) -> bool {
    let rules = schema.get("x-kubernetes-validations").and_then(Json::as_array);
    rules.into_iter().flatten().any(|rule| text(rule, "rule").is_some_and(|rule| rule.trim() == IMMUTABLE))
}

fn shape(schema: &Json) -> Result<Shape, MappingError> {
    let preserves = flag(schema, "x-kubernetes-preserve-unknown-fields");
    let properties = schema.get("properties").and_then(Json::as_object);
    match (text(schema, "type"), properties) {
        _ if flag(schema, "x-kubernetes-int-or-string") => rules::int_or_string(schema).map(Shape::Scalar),
        (Some("object") | None, Some(properties)) => object(schema, properties).map(Shape::Object),
        (Some("object") | None, None) if preserves => rules::json(schema).map(Shape::Scalar),
        (Some("object"), None) => map(schema),
        (Some("array"), _) => array(schema),
        (Some(name), _) => {
            only_requires(schema)?;
            rules::scalar(name, schema).map(Shape::Scalar)
        }
        (None, None) => Err(unsupported("a schema without type")),
    }
}

fn object(schema: &Json, properties: &Map<String, Json>) -> Result<Object, MappingError> {
    let required: Vec<_> = names(schema.get("required"));
    let mut fields = BTreeMap::<String, Field>::new();
    for (property, schema) in properties {
        let inside = |error: MappingError| error.inside_property(property);
        let name = snake_case(property).ok_or_else(|| inside(SchemaFault::Name.into()))?;
        let node = node(schema).map_err(inside)?;
        let default = schema.get("default").filter(|default| !default.is_null());
        let default = default.map(|default| with_defaults(&node.shape, default.clone()));
        let required = required.iter().any(|required| required == property);
        let field = Field { property: property.clone(), required, default, node };
        if let Some(other) = fields.insert(name, field) {
            return Err(inside(SchemaFault::Ambiguous(other.property).into()));
        }
    }
    Ok(Object { fields, alternatives: only_requires(schema)? })
}

/// The alternatives of a schema, which may only say what is required.
fn only_requires(schema: &Json) -> Result<Vec<Alternatives>, MappingError> {
    let mut found = Vec::new();
    for keyword in ["oneOf", "anyOf", "allOf", "not"] {
        let Some(branches) = schema.get(keyword) else { continue };
        let branches = branches.as_array().filter(|_| matches!(keyword, "oneOf" | "anyOf"));
        let branches = branches.and_then(|branches| branches.iter().map(required_only).collect());
        let branches = branches.ok_or_else(|| unsupported(&format!("this use of {keyword}")))?;
        found.push(Alternatives { exactly_one: keyword == "oneOf", branches });
    }
    Ok(found)
}

fn required_only(branch: &Json) -> Option<Vec<String>> {
    let branch = branch.as_object()?;
    let only = branch.keys().all(|keyword| keyword == "required");
    only.then(|| names(branch.get("required")))
}

fn map(schema: &Json) -> Result<Shape, MappingError> {
    let bounds = Bounds { min: count(schema, "minProperties"), max: count(schema, "maxProperties") };
    match schema.get("additionalProperties") {
        None | Some(Json::Bool(false)) => object(schema, &Map::new()).map(Shape::Object),
        Some(Json::Bool(true)) => rules::json(schema).map(Shape::Scalar),
        Some(values) => {
            only_requires(schema)?;
            let element = node(values).map_err(|error| error.inside_schema("{}"))?;
            match element.shape {
                Shape::Object(object) => Ok(Shape::Objects { object, collection: Collection::Map, bounds }),
                Shape::Objects { .. } => Err(unsupported("a map of lists or maps of objects").inside_schema("{}")),
                _ => Ok(Shape::Map { element: Box::new(element), bounds }),
            }
        }
    }
}

fn array(schema: &Json) -> Result<Shape, MappingError> {
    only_requires(schema)?;
    let bounds = Bounds { min: count(schema, "minItems"), max: count(schema, "maxItems") };
    let items = schema.get("items").ok_or_else(|| unsupported("an array without items"))?;
    let element = node(items).map_err(|error| error.inside_schema("[]"))?;
    let list_type = text(schema, "x-kubernetes-list-type");
    match element.shape {
        Shape::Object(object) => {
            let keys = names(schema.get("x-kubernetes-list-map-keys").filter(|_| list_type == Some("map")));
            let (object, collection) = collection(object, &keys)?;
            Ok(Shape::Objects { object, collection, bounds })
        }
        Shape::Objects { .. } => Err(unsupported("a list of lists or maps of objects").inside_schema("[]")),
        _ => Ok(Shape::List { element: Box::new(element), unique: list_type == Some("set"), bounds }),
    }
}

/// The collection that the keys of a list make, and the object in it.
fn collection(mut object: Object, keys: &[String]) -> Result<(Object, Collection), MappingError> {
    let mut found = Vec::new();
    for property in keys {
        let scalar = |(name, field): (&String, &Field)| Some((name.clone(), field.node.scalar()?.clone()));
        let key = object.property(property).and_then(scalar);
        let (name, scalar) = key.ok_or_else(|| SchemaFault::Key(property.clone()))?;
        found.push((property.clone(), name, scalar));
    }
    match <[_; 1]>::try_from(found) {
        Ok([(property, name, scalar)]) => {
            let description = object.fields.remove(&name).map(|field| field.node.description).unwrap_or_default();
            Ok((object, Collection::ByKey { property, key: Box::new(Key { description, scalar }) }))
        }
        Err(several) => {
            let keys = several.into_iter().map(|(property, name, _)| (property, name)).collect();
            Ok((object, Collection::List { keys }))
        }
    }
}

/// A default value with the defaults of what is inside.
fn with_defaults(shape: &Shape, mut default: Json) -> Json {
    if let (Shape::Object(object), Json::Object(properties)) = (shape, &mut default) {
        for field in object.fields.values() {
            let given = properties.remove(&field.property);
            if let Some(value) = given.or_else(|| field.default.clone()) {
                properties.insert(field.property.clone(), with_defaults(&field.node.shape, value));
            }
        }
    }
    default
}

pub(super) fn text<'s>(schema: &'s Json, keyword: &str) -> Option<&'s str> {
    schema.get(keyword)?.as_str()
}

pub(super) fn flag(schema: &Json, keyword: &str) -> bool {
    schema.get(keyword).and_then(Json::as_bool).unwrap_or(false)
}

/// A length. Generators write `1.0` as well.
pub(super) fn count(schema: &Json, keyword: &str) -> Option<u64> {
    let value = schema.get(keyword)?;
    value.as_u64().or_else(|| value.as_f64().filter(|value| *value >= 0.0).map(|value| value as u64))
}

fn names(list: Option<&Json>) -> Vec<String> {
    let names = list.and_then(Json::as_array).into_iter().flatten();
    names.filter_map(Json::as_str).map(str::to_owned).collect()
}

fn unsupported(what: &str) -> MappingError {
    SchemaFault::Unsupported(what.to_owned()).into()
}
