use serde_json::{Value as Json, json};

use super::{mapping, of_property};
use crate::{
    check,
    crd::{Mapping, MappingError, SchemaFault},
    schema::{Attribute, AttributeKind, Mode, Nesting, Schema},
    value::{Type, Value},
};

fn attribute(name: &str) -> Attribute {
    mapping().attributes().remove(name).unwrap_or_else(|| panic!("{name} is an attribute"))
}

#[test]
fn each_kind_of_property_has_its_type() {
    for (name, ty) in [
        ("type", "string"),
        ("external_url", "string"),
        ("replicas", "number"),
        ("ratio", "number"),
        ("paused", "bool"),
        ("args", "list(string)"),
        ("zones", "set(string)"),
        ("env", "map(string)"),
        ("surge", "string"),
        ("settings", "string"),
        ("scaling", "object({cpu=string, max=number, min=number})"),
        ("endpoints", "map(object({path=string, port=number}))"),
        ("ports", "list(object({note=string, port=number, protocol=string}))"),
        ("weights", "map(object({weight=number}))"),
        ("secret_env", "map(object({key=string}))"),
    ] {
        assert_eq!(attribute(name).value_type().to_string(), ty, "{name}");
    }
}

#[test]
fn the_attributes_obey_the_rules_of_terraform() {
    assert_eq!(check::schema(&Schema::new("").attributes(mapping().attributes())), []);
}

#[test]
fn objects_are_nested_so_that_each_attribute_keeps_its_own_rules() {
    for (name, nesting) in [
        ("scaling", Nesting::Single),
        ("endpoints", Nesting::Map),
        ("ports", Nesting::List),
        ("secret_env", Nesting::Map),
    ] {
        let kind = attribute(name).kind;
        assert!(matches!(&kind, AttributeKind::Nested { nesting: found, .. } if *found == nesting), "{name}: {kind:?}");
    }
    let AttributeKind::Nested { attributes, .. } = attribute("endpoints").kind else { panic!("is nested") };
    assert_eq!(attributes["port"].mode, Mode::Required);
    assert_eq!(attributes["path"].default, Some("/".into()));
}

#[test]
fn defaults_of_scalars_are_planned_and_those_of_objects_are_not() {
    for (name, mode, default) in [
        ("type", Mode::Required, None),
        ("mode", Mode::OptionalComputed, Some(Value::from("auto"))),
        ("replicas", Mode::OptionalComputed, Some(1_i64.into())),
        ("paused", Mode::OptionalComputed, Some(false.into())),
        ("external_url", Mode::Optional, None),
        ("scaling", Mode::Optional, None),
        ("endpoints", Mode::Required, None),
    ] {
        assert_eq!((attribute(name).mode, attribute(name).default), (mode, default), "{name}");
    }
}

#[test]
fn descriptions_say_what_is_deprecated() {
    let replicas = attribute("replicas");
    assert_eq!(replicas.description, "How many run.\n\nAt least one.");
    assert_eq!(replicas.deprecation.as_deref(), Some("use `scaling`."));
    assert_eq!(attribute("type").deprecation, None);
}

#[test]
fn descriptions_say_what_the_keys_of_a_map_are() {
    let name = json!({"type": "string", "description": "A DNS label."});
    let items = json!({"type": "object", "properties": {"name": name}});
    let described = |description: &str| {
        let it = json!({
            "type": "array", "description": description, "items": items,
            "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]
        });
        of_property(it).attributes()["it"].description.clone()
    };
    assert_eq!(described("Ports."), "Ports.\n\nThe keys are the `name`. A DNS label.");
    assert_eq!(described(""), "The keys are the `name`. A DNS label.");
}

#[test]
fn passwords_are_sensitive_also_inside_collections() {
    assert!(attribute("password").sensitive);
    assert!(!attribute("type").sensitive);
    let password = json!({"type": "string", "format": "password"});
    for schema in [
        json!({"type": "array", "items": password}),
        json!({"type": "object", "additionalProperties": {"type": "array", "items": password}}),
    ] {
        assert!(of_property(schema).attributes()["it"].sensitive);
    }
}

#[test]
fn what_is_fixed_at_creation_replaces() {
    assert!(attribute("project").requires_replace);
    assert!(!attribute("mode").requires_replace);
}

#[test]
fn collections_of_plain_values_nest() {
    for (schema, ty) in [
        (
            json!({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}}),
            "map(list(number))",
        ),
        (json!({"type": "array", "items": {"type": "array", "items": {"type": "boolean"}}}), "list(list(bool))"),
        (json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true}), "string"),
        (json!({"type": "object", "additionalProperties": true}), "string"),
        (json!({"type": "array", "items": {"x-kubernetes-preserve-unknown-fields": true}}), "list(string)"),
        (json!({"type": "object"}), "object({})"),
    ] {
        assert_eq!(of_property(schema.clone()).attributes()["it"].value_type().to_string(), ty, "{schema}");
    }
    assert_eq!(Type::list(Type::Bool).to_string(), "list(bool)");
}

#[test]
fn refuses_what_has_no_form_in_terraform() {
    let of = |properties: Json| Mapping::from_openapi(&json!({"type": "object", "properties": properties}));
    let item = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let unsupported = |what: &str| SchemaFault::Unsupported(what.to_owned());
    let cases = [
        (json!({"count": {"type": "integer"}}), ".count", SchemaFault::Reserved),
        (json!({"dependsOn": {"type": "string"}}), ".dependsOn", SchemaFault::Reserved),
        (json!({"9lives": {"type": "integer"}}), ".9lives", SchemaFault::Name),
        (json!({"aB": {"type": "string"}, "a_b": {"type": "string"}}), ".a_b", SchemaFault::Ambiguous("aB".into())),
        (json!({"a": {}}), ".a", unsupported("a schema without type")),
        (json!({"a": {"type": "null"}}), ".a", unsupported("type \"null\"")),
        (json!({"a": {"type": "array"}}), ".a", unsupported("an array without items")),
        (json!({"a": {"type": "string", "anyOf": [{"pattern": "x"}]}}), ".a", unsupported("this use of anyOf")),
        (json!({"a": {"type": "string", "not": {"enum": ["x"]}}}), ".a", unsupported("this use of not")),
        (
            json!({"a": {"type": "array", "items": {"type": "array", "items": item}}}),
            ".a[]",
            unsupported("a list of lists or maps of objects"),
        ),
        (
            json!({"a": {"type": "object", "additionalProperties": {"type": "array", "items": item}}}),
            ".a{}",
            unsupported("a map of lists or maps of objects"),
        ),
        (
            json!({"a": {"type": "array", "items": item, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["b"]}}),
            ".a",
            SchemaFault::Key("b".into()),
        ),
    ];
    for (properties, path, fault) in cases {
        let error = of(properties.clone()).expect_err("has no form");
        assert_eq!(error, MappingError::Schema { path: path.into(), fault }, "{properties}");
    }
    assert!(Mapping::from_openapi(&json!({"type": "string"})).is_err());
}

#[test]
fn meta_arguments_are_free_inside_objects() {
    let schema = json!({"type": "object", "properties": {"count": {"type": "integer"}}});
    assert_eq!(of_property(schema).attributes()["it"].value_type().to_string(), "object({count=number})");
}

#[test]
fn descriptions_name_attributes_and_not_properties() {
    let schema = json!({"properties": {
        "env": {"type": "object", "additionalProperties": {"type": "string"},
                "description": "For secrets use `secretEnv`, not `secretEnv.secretName` or secretEnv.\n\n\
                                Deprecated: `secretEnv` is better."},
        "secretEnv": {"type": "object", "additionalProperties": {
            "type": "object", "properties": {"secretName": {"type": "string", "description": "As in `otherName`."}}}},
    }});
    let attributes = Mapping::from_openapi(&schema).expect("a schema").attributes();
    let env = &attributes["env"];
    assert_eq!(env.description, "For secrets use `secret_env`, not `secret_env.secret_name` or secretEnv.");
    assert_eq!(env.deprecation.as_deref(), Some("`secret_env` is better."));
    let AttributeKind::Nested { attributes, .. } = &attributes["secret_env"].kind else { panic!("is nested") };
    assert_eq!(attributes["secret_name"].description, "As in `otherName`.");
}
