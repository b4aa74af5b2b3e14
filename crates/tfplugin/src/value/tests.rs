use super::{Type, Value};
use crate::diagnostic::AttributePath;

fn component() -> (Value, Type) {
    let value = Value::object([
        ("name", Value::from("web")),
        ("ports", Value::list([80_i64, 443])),
        ("env", Value::object([("A", Value::unknown())])),
        ("empty", Value::object::<String>([])),
        ("note", Value::Null),
    ]);
    let ty = Type::object([
        ("name", Type::String),
        ("ports", Type::list(Type::Number)),
        ("env", Type::map(Type::String)),
        ("empty", Type::map(Type::Bool)),
        ("note", Type::String),
    ]);
    (value, ty)
}

#[test]
fn finds_parts_by_path() {
    let (mut value, _) = component();
    assert_eq!(value.at(&AttributePath::root("ports").index(1)), Some(&443_i64.into()));
    assert_eq!(value.at(&AttributePath::root("env").key("A")), Some(&Value::unknown()));
    for nowhere in [
        AttributePath::root("ports").index(2),
        AttributePath::root("ports").index(-1),
        AttributePath::root("name").attribute("x"),
        AttributePath::root("absent"),
    ] {
        assert_eq!(value.at(&nowhere), None, "{nowhere}");
        assert_eq!(value.at_mut(&nowhere), None, "{nowhere}");
    }
    *value.at_mut(&AttributePath::root("ports").index(0)).expect("there") = 8080_i64.into();
    assert_eq!(value.get("ports"), Some(&Value::list([8080_i64, 443])));
}

#[test]
fn lists_leaves_with_the_steps_that_their_type_tells() {
    let (value, ty) = component();
    let leaves: Vec<_> = value.leaves(&ty).into_iter().map(|(path, leaf)| format!("{path}: {}", leaf.kind())).collect();
    assert_eq!(
        leaves,
        [
            "empty: a map",
            "env[\"A\"]: an unknown value",
            "name: a string",
            "note: null",
            "ports[0]: a number",
            "ports[1]: a number"
        ]
    );
}

#[test]
fn tells_unknown_from_wholly_known() {
    let (value, _) = component();
    assert!(!value.is_unknown());
    assert!(!value.is_wholly_known());
    assert!(value.get("ports").is_some_and(Value::is_wholly_known));
    assert!(Value::Null.is_wholly_known());
}

#[test]
fn conforms_to_its_type_and_to_no_other() {
    let (value, ty) = component();
    assert_eq!(value.conforms(&ty), Ok(()));
    for (value, ty, message) in [
        (Value::from("x"), Type::Number, " must be number, not a string"),
        (Value::list(["x"]), Type::list(Type::Bool), "[0] must be bool, not a string"),
        (Value::object([("a", Value::from(1))]), Type::map(Type::String), "[\"a\"] must be string, not a number"),
        (Value::object::<&str>([]), Type::object([("a", Type::Bool)]), "a must be bool, not absent"),
        (Value::object([("b", Value::Null)]), Type::object::<&str>([]), "b must be absent, not an attribute"),
        (Value::list(["x"]), Type::Tuple(vec![]), " must be tuple([]), not a list"),
    ] {
        assert_eq!(value.conforms(&ty).map_err(|mismatch| mismatch.to_string()), Err(message.to_owned()));
    }
    for anything in [Value::Null, Value::unknown()] {
        assert_eq!(anything.conforms(&Type::Bool), Ok(()));
    }
}

#[test]
fn implies_the_type_of_a_literal() {
    let (value, _) = component();
    assert_eq!(
        value.implied_type().to_string(),
        "object({empty=object({}), env=object({A=any}), name=string, note=any, ports=tuple([number, number])})"
    );
    assert!(value.implied_type().has_dynamic());
}
