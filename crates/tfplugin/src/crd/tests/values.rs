use serde_json::{Value as Json, json};

use super::{configuration, mapping, object, of_property, specification};
use crate::{
    check::{self, Plan},
    crd::{MappingError, ValueFault},
    diagnostic::AttributePath,
    plan::propose,
    schema::{Attribute, AttributeKind, Mode, Schema},
    value::{Type, Value},
};

#[test]
fn a_configuration_becomes_a_specification() {
    assert_eq!(mapping().to_json(&configuration()), Ok(specification()));
}

#[test]
fn a_specification_keeps_the_spelling_of_its_configuration() {
    let read = mapping().from_json(&specification(), Some(&configuration()));
    for (name, configured) in configuration().as_map().into_iter().flatten() {
        match name.as_str() {
            "name" => assert_eq!(read.get(name), None),
            "project" => assert_eq!(read.get(name), Some(&"default".into()), "absence is the default"),
            "endpoints" => {
                assert_eq!(read.at(&AttributePath::root(name).key("web").attribute("path")), Some(&"/".into()))
            }
            _ => assert_eq!(read.get(name), Some(configured), "{name}"),
        }
    }
}

#[test]
fn what_is_read_is_of_the_type_of_the_schema_and_maps_back() {
    let mapping = mapping();
    let ty = Schema::new("").attributes(mapping.attributes()).object_type();
    for json in [specification(), json!({}), json!({"type": 7, "endpoints": {"a": 1}, "args": "x", "env": [1]})] {
        let read = mapping.from_json(&json, None);
        assert_eq!(read.conforms(&ty), Ok(()), "{json}");
        let back = mapping.to_json(&read).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(mapping.from_json(&back, None), read, "{json}");
    }
}

/// The attributes of [`mapping`] as a resource, with a configuration of them.
fn resource() -> (Schema, Type, Value) {
    let schema = Schema::new("").attributes(mapping().attributes());
    let ty = schema.object_type();
    let configured = configuration();
    let config = propose(&all_optional(&schema), &configured, &Value::Null);
    (schema, ty, config)
}

/// The same names with nothing computed, to fill a configuration with nulls.
fn all_optional(schema: &Schema) -> Schema {
    let optional = |(name, it): (&String, &Attribute)| (name.clone(), without_defaults(it.clone()));
    Schema::new("").attributes(schema.attributes.iter().map(optional))
}

fn without_defaults(mut attribute: Attribute) -> Attribute {
    (attribute.mode, attribute.default) = (Mode::Optional, None);
    if let AttributeKind::Nested { attributes, .. } = &mut attribute.kind {
        let nested = std::mem::take(attributes);
        *attributes = nested.into_iter().map(|(name, it)| (name, without_defaults(it))).collect();
    }
    attribute
}

#[test]
fn a_plan_after_an_apply_changes_nothing() {
    let (schema, ty, config) = resource();
    let created = propose(&schema, &config, &Value::Null);
    let plan = Plan { config: &config, prior: &Value::Null, planned: &created, requires_replace: &[] };
    assert_eq!(check::plan(&schema, &ty, plan), []);

    let mut live = mapping().to_json(&created).unwrap_or_else(|error| panic!("{error}"));
    live["zones"] = json!(["y", "z"]);
    live["settings"] = json!({"deep": [1.0, null]});
    live["ports"] = json!([]);
    let state = mapping().from_json(&live, Some(&created));
    assert_eq!(check::apply(&schema, &ty, &created, &state), []);
    assert_eq!(propose(&schema, &config, &state), state);
}

#[test]
fn a_plan_after_an_import_changes_nothing() {
    let (schema, ty, config) = resource();
    let planned = propose(&schema, &config, &Value::Null);
    let live = mapping().to_json(&planned).unwrap_or_else(|error| panic!("{error}"));
    let imported = mapping().from_json(&live, None);
    assert_eq!(check::import(&schema, &ty, std::slice::from_ref(&imported)), []);
    assert_eq!(propose(&schema, &imported, &imported), imported, "configuration generated from the import");
    assert_eq!(mapping().to_json(&imported), Ok(live));
}

/// One property: the prior value, what the server has, and what is read.
fn check_read(case: &str, property: Json, prior: Value, live: Json, expected: Value) {
    let live = match live {
        Json::Null => json!({}),
        live => json!({ "it": live }),
    };
    let read = of_property(property).from_json(&live, Some(&object([("it", prior)])));
    assert_eq!(read, object([("it", expected)]), "{case}");
}

fn strings() -> Json {
    json!({"type": "array", "items": {"type": "string"}})
}

fn set() -> Json {
    json!({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}})
}

fn quantities() -> Json {
    json!({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string", "format": "quantity"}})
}

fn map() -> Json {
    json!({"type": "object", "additionalProperties": {"type": "string"}})
}

fn ports() -> Json {
    json!({
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port", "protocol"],
        "items": {"type": "object", "properties": {
            "port": {"type": "integer"}, "protocol": {"type": "string"}, "note": {"type": "string"}
        }}
    })
}

fn port(number: i64, protocol: &str, note: &str) -> Value {
    object([("port", number.into()), ("protocol", protocol.into()), ("note", note.into())])
}

fn empty_map() -> Value {
    object([])
}

#[test]
fn another_spelling_of_the_same_is_no_drift() {
    let quantity = || json!({"type": "string", "pattern": "^[0-9.]+([KMGTPE]i)?$"});
    let int_or_string = || json!({"x-kubernetes-int-or-string": true});
    let json_text = || json!({"x-kubernetes-preserve-unknown-fields": true});
    for (case, property, prior, live) in [
        ("quantity", quantity(), Value::from("1000m"), json!("1")),
        ("integer text", int_or_string(), "80".into(), json!(80)),
        ("integral float", json!({"type": "integer"}), 1_i64.into(), json!(1.0)),
        ("order of a set", set(), Value::list(["b", "a"]), json!(["a", "b"])),
        ("order and spelling of a set", quantities(), Value::list(["1000m", "2"]), json!(["2", "1"])),
        ("absent for an empty list", strings(), Value::List(vec![]), Json::Null),
        ("absent for an empty map", map(), empty_map(), Json::Null),
        ("empty for an absent list", strings(), Value::Null, json!([])),
        ("empty for an absent map", map(), Value::Null, json!({})),
        ("null in a map", map(), object([("A", Value::Null)]), json!({})),
        ("JSON", json_text(), "{ \"a\" : [1, \"x\"] }".into(), json!({"a": [1.0, "x"]})),
        (
            "order of a keyed list",
            ports(),
            Value::List(vec![port(2, "TCP", "x"), port(1, "UDP", "y")]),
            json!([{"port": 1, "protocol": "UDP", "note": "y"}, {"port": 2, "protocol": "TCP", "note": "x"}]),
        ),
    ] {
        check_read(case, property, prior.clone(), live, prior);
    }
}

#[test]
fn another_value_is_drift() {
    let string = || json!({"type": "string"});
    for (case, property, prior, live, expected) in [
        ("text", string(), Value::from("1000m"), json!("1"), Value::from("1")),
        ("gone", string(), "a".into(), Json::Null, Value::Null),
        ("came", string(), Value::Null, json!("a"), "a".into()),
        ("gone though it had a default", json!({"type": "string", "default": "d"}), "a".into(), Json::Null, "d".into()),
        ("order of a list", strings(), Value::list(["b", "a"]), json!(["a", "b"]), Value::list(["a", "b"])),
        ("set", set(), Value::list(["b", "a"]), json!(["a", "c"]), Value::list(["a", "c"])),
        ("set, fewer", set(), Value::list(["b", "a"]), json!(["a"]), Value::list(["a"])),
        (
            "spelling of a set that changed",
            quantities(),
            Value::list(["1000m", "2"]),
            json!(["3", "1"]),
            Value::list(["3", "1000m"]),
        ),
        ("list emptied", strings(), Value::list(["a"]), json!([]), Value::List(vec![])),
        ("list gone", strings(), Value::list(["a"]), Json::Null, Value::Null),
        ("JSON", json!({"x-kubernetes-preserve-unknown-fields": true}), "[1]".into(), json!([1, 2]), "[1,2]".into()),
        (
            "JSON object",
            json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true}),
            "{\"a\":1}".into(),
            json!({"b": 1}),
            "{\"b\":1}".into(),
        ),
        ("map entry", map(), object([("A", Value::Null)]), json!({"A": "x"}), object([("A", "x".into())])),
        ("empty object", json!({"type": "object"}), Value::Null, json!({}), empty_map()),
        (
            "keyed list",
            ports(),
            Value::List(vec![port(2, "TCP", "x"), port(1, "UDP", "y")]),
            json!([{"port": 3, "protocol": "UDP", "note": "n"}, {"port": 2, "protocol": "TCP", "note": "z"}]),
            Value::List(vec![port(2, "TCP", "z"), port(3, "UDP", "n")]),
        ),
    ] {
        check_read(case, property, prior, live, expected);
    }
}

#[test]
fn what_the_server_makes_of_an_absent_object_stays_absent() {
    let scaling = || super::schema()["properties"]["scaling"].clone();
    let three = object([("min", 1_i64.into()), ("max", 3_i64.into()), ("cpu", Value::Null)]);
    let four = object([("min", 1_i64.into()), ("max", 4_i64.into()), ("cpu", Value::Null)]);
    check_read("default", scaling(), Value::Null, json!({"min": 1, "max": 3}), Value::Null);
    check_read("configured as the default", scaling(), three.clone(), json!({"min": 1, "max": 3}), three);
    check_read("default with a float", scaling(), Value::Null, json!({"min": 1.0, "max": 3}), Value::Null);
    check_read("drift", scaling(), Value::Null, json!({"min": 1, "max": 4}), four);
}

#[test]
fn refuses_values_that_kubernetes_cannot_have() {
    let root = AttributePath::root;
    let mismatch = |expected, found| ValueFault::Mismatch { expected, found };
    for (name, value, path, fault) in [
        ("replicas", Value::unknown(), root("replicas"), ValueFault::Unknown),
        ("endpoints", Value::unknown(), root("endpoints"), ValueFault::Unknown),
        ("env", object([("A", Value::unknown())]), root("env").key("A"), ValueFault::Unknown),
        ("args", Value::List(vec![Value::Null]), root("args").index(0), ValueFault::NullElement),
        ("args", "x".into(), root("args"), mismatch("a list", "a string")),
        ("scaling", "x".into(), root("scaling"), mismatch("an object", "a string")),
        (
            "endpoints",
            object([("api", object([("port", "http".into())]))]),
            root("endpoints").key("api").attribute("port"),
            mismatch("a number", "a string"),
        ),
        ("weights", object([("http", empty_map())]), root("weights").key("http"), ValueFault::Key("a whole number")),
        ("settings", "{".into(), root("settings"), ValueFault::Json),
        ("ratio", Value::from(f64_beyond_json()), root("ratio"), ValueFault::Number),
    ] {
        assert_eq!(mapping().to_json(&object([(name, value)])), Err(MappingError::Value { path, fault }), "{name}");
    }
}

fn f64_beyond_json() -> crate::number::Number {
    "0.123456789012345678901".parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn text_that_only_looks_like_an_integer_stays_text() {
    let mapping = mapping();
    for (text, json) in
        [("80", json!(80)), ("-1", json!(-1)), ("080", json!("080")), ("+80", json!("+80")), ("25%", json!("25%"))]
    {
        assert_eq!(mapping.to_json(&object([("surge", text.into())])), Ok(json!({ "surge": json })));
    }
    let quantity = of_property(json!({"x-kubernetes-int-or-string": true, "format": "quantity"}));
    assert_eq!(quantity.to_json(&object([("it", "1".into())])), Ok(json!({"it": "1"})));
}
