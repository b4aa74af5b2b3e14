use serde_json::json;

use super::{decode, encode, parse_type, type_json};
use crate::value::{Type, Value};

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap_or_else(|error| panic!("{error}")))
}

fn state_type() -> Type {
    Type::object([
        ("any", Type::Dynamic),
        ("big", Type::Number),
        ("env", Type::map(Type::String)),
        ("list", Type::list(Type::object([("port", Type::Number)]))),
        ("name", Type::String),
        ("pair", Type::Tuple(vec![Type::Bool, Type::String])),
    ])
}

#[test]
fn reads_state_leniently() {
    let state = r#"{
        "name": "web", "gone": {"deep": [1, "x", null]}, "big": 123456789012345678901234567890.125,
        "list": [{"port": 80, "old": true}, {}], "pair": [true, null],
        "any": {"value": [1, "a"], "type": ["tuple", ["number", "string"]]}
    }"#;
    let expected = Value::object([
        ("any", Value::List(vec![1_i64.into(), "a".into()])),
        ("big", number("123456789012345678901234567890.125")),
        ("env", Value::Null),
        ("list", Value::List(vec![Value::object([("port", 80_i64.into())]), Value::object([("port", Value::Null)])])),
        ("name", "web".into()),
        ("pair", Value::List(vec![true.into(), Value::Null])),
    ]);
    assert_eq!(decode(state.as_bytes(), &state_type()), Ok(expected));
}

#[test]
fn numbers_are_exact_and_may_be_quoted() {
    for (text, value) in
        [("1.0", number("1")), ("0.1", number("0.1")), ("\"12\"", number("12")), ("1e2", number("100"))]
    {
        assert_eq!(decode(text.as_bytes(), &Type::Number), Ok(value));
    }
}

#[test]
fn says_where_a_state_is_wrong_without_repeating_it() {
    for (state, place) in [
        (r#"{"name": 7}"#, "name: "),
        (r#"{"list": [{"port": 1}, {"port": "s3cret"}]}"#, "list[1].port: "),
        (r#"{"env": {"A": ["s3cret"]}}"#, "env[\"A\"]: "),
        (r#"{"env": "s3cret"}"#, "env: "),
        (r#"{"pair": [true]}"#, "pair: "),
        (r#"{"pair": [true, "a", "b"]}"#, "pair: "),
        (r#"{"any": {"type": "x", "value": 1}}"#, "any: "),
        (r#"{"any": [1]}"#, "any: "),
        ("[]", ""),
        ("", ""),
        ("{}x", ""),
    ] {
        let error = decode(state.as_bytes(), &state_type()).expect_err(state).to_string();
        assert!(error.starts_with(place), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let ty = state_type();
    let value = Value::object([
        ("any", Value::object([("a", Value::list(["x"])), ("b", 0_i64.into())])),
        ("big", number("0.5")),
        ("env", Value::object([("A", "1".into())])),
        ("list", Value::List(vec![])),
        ("name", Value::Null),
        ("pair", Value::List(vec![false.into(), "x".into()])),
    ]);
    let json = encode(&value, &ty).expect("has a JSON form");
    assert_eq!(json["env"], json!({"A": "1"}));
    assert_eq!(json["name"], json!(null));
    assert_eq!(decode(json.to_string().as_bytes(), &ty), Ok(value));
}

#[test]
fn refuses_what_json_cannot_carry() {
    let list = |value| Value::List(vec![value]);
    for (value, ty, message) in [
        (list(Value::unknown()), Type::list(Type::Bool), "[0]: the value is not known yet"),
        (number("0.12345678901234567890"), Type::Number, "the number 0.1234567890123456789 does not fit into 64 bits"),
        (list("x".into()), Type::list(Type::Bool), "[0]: expected bool, found a string"),
        (Value::object([("x", Value::Null)]), Type::object::<&str>([]), "expected object({}), found a map"),
        (Value::object([("x", "a".into())]), Type::map(Type::Number), "[\"x\"]: expected number, found a string"),
    ] {
        assert_eq!(encode(&value, &ty).map_err(|error| error.to_string()), Err(message.to_owned()));
    }
}

#[test]
fn types_are_read_back() {
    for (ty, text) in [
        (Type::Dynamic, r#""dynamic""#),
        (Type::set(Type::map(Type::list(Type::Number))), r#"["set",["map",["list","number"]]]"#),
        (Type::Tuple(vec![Type::Bool, Type::String]), r#"["tuple",["bool","string"]]"#),
        (Type::object([("a", Type::String)]), r#"["object",{"a":"string"}]"#),
    ] {
        assert_eq!(String::from_utf8(type_json(&ty)).as_deref(), Ok(text));
        assert_eq!(parse_type(text.as_bytes()), Ok(ty));
    }
    let optional = br#"["object",{"a":"string"},["a"]]"#;
    assert_eq!(parse_type(optional), Ok(Type::object([("a", Type::String)])));
}

#[test]
fn refuses_what_is_no_type() {
    for text in ["", "1", r#""text""#, r#"["list"]"#, r#"["list","x"]"#, r#"["object",["a"]]"#, r#"["tuple","bool"]"#] {
        assert!(parse_type(text.as_bytes()).is_err(), "{text}");
    }
}
