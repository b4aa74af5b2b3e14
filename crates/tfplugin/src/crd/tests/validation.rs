use serde_json::json;

use super::{configuration, mapping, object, of_property};
use crate::{
    diagnostic::{AttributePath, Diagnostics},
    value::Value,
};

/// What is wrong with one attribute of an otherwise good configuration.
fn problems(name: &str, value: Value) -> Diagnostics {
    let mut config = configuration();
    if let Value::Map(config) = &mut config {
        config.insert(name.to_owned(), value);
    }
    mapping().validate(&config, &AttributePath::default())
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn accepts_what_the_schema_accepts() {
    assert_eq!(problems("type", "task".into()).to_string(), "");
    for (name, value) in [
        ("replicas", 10_i64.into()),
        ("ratio", number("0.0001")),
        ("ratio", 1_i64.into()),
        ("project", "abcde".into()),
        ("password", "12345678".into()),
        ("surge", "25%".into()),
        ("source", object([("git", "x".into())])),
        ("source", object([("archive", "x".into()), ("digest", "y".into())])),
        ("zones", Value::Null),
        ("weights", object([("443", object([]))])),
    ] {
        assert_eq!(problems(name, value).to_string(), "", "{name}");
    }
}

#[test]
fn tolerates_unknown_values() {
    let path = AttributePath::default();
    let mapping = mapping();
    for name in mapping.attributes().keys() {
        assert_eq!(problems(name, Value::unknown()).to_string(), "", "{name}");
    }
    assert!(mapping.validate(&Value::unknown(), &path).is_empty());
    let port = |port: Value, protocol: &str| object([("port", port), ("protocol", protocol.into())]);
    let ports = vec![port(Value::unknown(), "TCP"), port(Value::unknown(), "TCP"), Value::unknown()];
    assert_eq!(problems("ports", Value::List(ports)).to_string(), "");
    assert_eq!(problems("source", object([("git", "x".into()), ("archive", Value::unknown())])).to_string(), "");
}

#[test]
fn names_the_field_the_value_and_what_is_accepted() {
    each_is([
        ("type", "job".into(), r#"error at type: Invalid type: type is "job". Accepted: one of "service", "task"."#),
        ("type", Value::Null, "error at type: Missing type: type is required and has no value."),
        (
            "replicas",
            11_i64.into(),
            "error at replicas: Invalid replicas: replicas is 11. Accepted: a whole number from 1 up to 10.",
        ),
        (
            "replicas",
            number("1.5"),
            "error at replicas: Invalid replicas: replicas is 1.5. Accepted: a whole number from 1 up to 10.",
        ),
        (
            "replicas",
            0_i64.into(),
            "error at replicas: Invalid replicas: replicas is 0. Accepted: a whole number from 1 up to 10.",
        ),
        ("ratio", 2_i64.into(), "error at ratio: Invalid ratio: ratio is 2. Accepted: a number above 0 up to 1."),
        ("ratio", 0_i64.into(), "error at ratio: Invalid ratio: ratio is 0. Accepted: a number above 0 up to 1."),
        (
            "project",
            "Default".into(),
            r#"error at project: Invalid project: project is "Default". Accepted: text of at most 5 characters that matches ^[a-z]+$."#,
        ),
        (
            "external_url",
            "example".into(),
            r#"error at external_url: Invalid external_url: external_url is "example". Accepted: text that is a URI such as https://example.com."#,
        ),
        (
            "password",
            "s3cret".into(),
            "error at password: Invalid password: password is a sensitive value, not shown. Accepted: text of at least 8 characters.",
        ),
        ("settings", "{".into(), r#"error at settings: Invalid settings: settings is "{". Accepted: JSON."#),
    ]);
}

#[test]
fn names_the_element_and_how_many_or_which_are_accepted() {
    let endpoint = |port: i64| object([("port", port.into())]);
    let port = |port: i64, protocol: &str| object([("port", port.into()), ("protocol", protocol.into())]);
    each_is([
        (
            "args",
            Value::list(["a", "b", "c"]),
            "error at args: Invalid args: args has 3. Accepted: at most 2 elements.",
        ),
        ("zones", Value::List(vec![]), "error at zones: Invalid zones: zones has 0. Accepted: at least 1 element."),
        (
            "env",
            object([("A", Value::Null), ("B", Value::Null), ("C", Value::Null)]),
            "error at env: Invalid env: env has 3. Accepted: at most 2 entries.",
        ),
        (
            "env",
            object([("A", "0123456789".into())]),
            r#"error at env["A"]: Invalid env: env["A"] is "0123456789". Accepted: text of at most 9 characters."#,
        ),
        (
            "endpoints",
            object([("api", endpoint(70_000))]),
            r#"error at endpoints["api"].port: Invalid port: endpoints["api"].port is 70000. Accepted: a whole number from 1 up to 65535."#,
        ),
        (
            "endpoints",
            object([("API", endpoint(1))]),
            r#"error at endpoints["API"]: Invalid endpoints: The key "API" is not accepted. Accepted: text that matches ^[a-z]+$."#,
        ),
        (
            "endpoints",
            object([("api", object([("port", Value::Null)]))]),
            r#"error at endpoints["api"].port: Missing port: endpoints["api"].port is required and has no value."#,
        ),
        (
            "weights",
            object([("http", object([]))]),
            r#"error at weights["http"]: Invalid weights: The key "http" is not accepted. Accepted: a whole number."#,
        ),
        (
            "ports",
            Value::List(vec![port(1, "TCP"), port(1, "UDP"), port(1, "TCP")]),
            "error at ports[2]: Duplicate ports: ports[2] has the same port and protocol as an element before it. \
             Elements must differ in port and protocol.",
        ),
        (
            "source",
            object([("git", "x".into()), ("archive", "y".into()), ("digest", "z".into())]),
            "error at source: Invalid source: Set exactly one of git, archive with digest.",
        ),
    ]);
}

/// The attribute, its value and what is said of it.
fn each_is<const N: usize>(cases: [(&str, Value, &str); N]) {
    for (name, value, message) in cases {
        assert_eq!(problems(name, value).to_string(), format!("{message}\n"), "{name}");
    }
}

#[test]
fn cuts_long_texts_off() {
    let message = problems("project", "x".repeat(100).into()).to_string();
    assert!(message.contains("x\" and 20 characters more. Accepted"), "{message}");
}

#[test]
fn starts_at_the_place_of_the_attributes() {
    let base = AttributePath::root("spec");
    let found = mapping().validate(&object([("type", "job".into()), ("endpoints", object([]))]), &base);
    let paths: Vec<_> = found.iter().filter_map(|it| it.path.as_ref()).map(ToString::to_string).collect();
    assert_eq!(paths, ["spec.type"]);
}

#[test]
fn an_integer_or_text_is_judged_as_what_is_sent() {
    let mapping = of_property(json!({"x-kubernetes-int-or-string": true, "maximum": 9, "pattern": "%$"}));
    for (text, accepted) in [("9", true), ("10", false), ("10%", true), ("ten", false)] {
        let found = mapping.validate(&object([("it", text.into())]), &AttributePath::default());
        assert_eq!(found.is_empty(), accepted, "{text}");
    }
}

#[test]
fn a_pattern_for_another_engine_is_left_to_the_server() {
    let mapping = of_property(json!({"type": "string", "pattern": "(?!x)y"}));
    assert!(mapping.validate(&object([("it", "x".into())]), &AttributePath::default()).is_empty());
}
