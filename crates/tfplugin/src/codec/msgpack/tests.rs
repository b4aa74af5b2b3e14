use super::{decode, encode};
use crate::{
    codec::DecodeFault,
    number::Number,
    value::{Refinement, Type, Value},
};

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap_or_else(|error| panic!("{error}")))
}

fn object() -> (Value, Type) {
    let ty = Type::object([
        ("args", Type::list(Type::String)),
        ("env", Type::map(Type::String)),
        ("live", Type::Bool),
        ("pair", Type::Tuple(vec![Type::Number, Type::Bool])),
        ("tags", Type::set(Type::Number)),
    ]);
    let value = Value::object([
        ("args", Value::list(["a", "b"])),
        ("env", Value::object([("A", Value::Null), ("B", Value::unknown())])),
        ("live", true.into()),
        ("pair", Value::List(vec![1_i64.into(), false.into()])),
        ("tags", Value::list([1_i64, 2])),
    ]);
    (value, ty)
}

#[test]
fn values_come_back_as_they_were_written() {
    let long = "x".repeat(70_000);
    for (value, ty) in [
        (Value::Null, Type::String),
        (Value::from(""), Type::String),
        (Value::from(long.as_str()), Type::String),
        (Value::from("é\u{0}"), Type::String),
        (Value::list(vec!["a"; 70_000]), Type::list(Type::String)),
        (Value::list([0_i64; 20]), Type::list(Type::Number)),
        (Value::object((0..20).map(|at| (at.to_string(), Value::from(at)))), Type::map(Type::Number)),
        object(),
    ] {
        assert_eq!(decode(&encode(&value, &ty), &ty), Ok(value));
    }
}

#[test]
fn numbers_take_the_smallest_exact_form() {
    for (text, bytes) in [
        ("0", &[0x00][..]),
        ("127", &[0x7f]),
        ("-32", &[0xe0]),
        ("-33", &[0xd0, 0xdf]),
        ("128", &[0xcc, 0x80]),
        ("65535", &[0xcd, 0xff, 0xff]),
        ("-32768", &[0xd1, 0x80, 0x00]),
        ("1.0", &[0x01]),
        ("18446744073709551615", &[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("-9223372036854775808", &[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("1.5", &[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]),
        ("0.1", &[0xa3, b'0', b'.', b'1']),
        ("1e20", &[0xcb, 0x44, 0x15, 0xaf, 0x1d, 0x78, 0xb5, 0x8c, 0x40]),
    ] {
        let value = number(text);
        assert_eq!(encode(&value, &Type::Number), bytes, "{text}");
        assert_eq!(decode(bytes, &Type::Number), Ok(value), "{text}");
    }
    let beyond = number("123456789012345678901234567890.5");
    assert_eq!(decode(&encode(&beyond, &Type::Number), &Type::Number), Ok(beyond));
}

#[test]
fn numbers_arrive_as_integer_float_or_text() {
    for bytes in [&[0x02][..], &[0xd2, 0, 0, 0, 2], &[0xca, 0x40, 0, 0, 0], &[0xa1, b'2'], &[0xa3, b'2', b'.', b'0']] {
        assert_eq!(decode(bytes, &Type::Number), Ok(2_i64.into()), "{bytes:x?}");
    }
    let not_finite = [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0];
    assert!(matches!(decode(&not_finite, &Type::Number).map_err(|e| e.fault), Err(DecodeFault::Number(_))));
}

#[test]
fn unrefined_unknowns_are_extension_zero_and_any_extension_is_unknown() {
    assert_eq!(encode(&Value::unknown(), &Type::String), [0xd4, 0, 0]);
    for bytes in [&[0xd4, 0, 0][..], &[0xd5, 7, 1, 2], &[0xc7, 0, 0], &[0xc7, 3, 99, 1, 2, 3]] {
        assert_eq!(decode(bytes, &Type::map(Type::Bool)), Ok(Value::unknown()), "{bytes:x?}");
    }
}

#[test]
fn refinements_come_back_as_they_were_written() {
    let refined = |change: fn(&mut Refinement)| {
        let mut refinement = Refinement::default();
        change(&mut refinement);
        refinement
    };
    for refinement in [
        refined(|it| it.null = Some(false)),
        refined(|it| it.prefix = Some("https://".into())),
        refined(|it| it.lower = Some((Number::from(1_i64), true))),
        refined(|it| it.upper = Some((Number::from(9_i64), false))),
        refined(|it| (it.min_length, it.max_length) = (Some(1), Some(300))),
        refined(|it| (it.null, it.prefix, it.max_length) = (Some(true), Some(String::new()), Some(0))),
    ] {
        let value = Value::Unknown(Box::new(refinement));
        let bytes = encode(&value, &Type::String);
        assert!(bytes.contains(&12), "{bytes:x?}");
        assert_eq!(decode(&bytes, &Type::String), Ok(value));
    }
}

#[test]
fn refinements_nobody_knows_are_passed_over() {
    // {1: false, 99: [1, {2: "x"}], 3: [-inf, true], 2: "p"}
    let body = [
        0x84, 1, 0xc2, 99, 0x92, 1, 0x81, 2, 0xa1, b'x', 3, 0x92, 0xcb, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 0xc3, 2, 0xa1,
        b'p',
    ];
    let bytes = [&[0xc7, body.len() as u8, 12], &body[..]].concat();
    let expected = Refinement { null: Some(false), prefix: Some("p".into()), ..Refinement::default() };
    assert_eq!(decode(&bytes, &Type::String), Ok(Value::Unknown(Box::new(expected))));
}

#[test]
fn a_dynamic_value_carries_its_type() {
    let bytes = [&[0x92, 0xc4, 8], &b"\"string\""[..], &[0xa1, b'x']].concat();
    assert_eq!(decode(&bytes, &Type::Dynamic), Ok("x".into()));
    assert_eq!(encode(&"x".into(), &Type::Dynamic), bytes);
    let (nested, _) = object();
    assert_eq!(decode(&encode(&nested, &Type::Dynamic), &Type::Dynamic), Ok(nested));
    assert_eq!(decode(&[0xc0], &Type::Dynamic), Ok(Value::Null));
    assert_eq!(encode(&Value::unknown(), &Type::Dynamic), [0xd4, 0, 0]);
}

#[test]
fn dynamic_values_nest_only_so_deep() {
    let level = [&[0x92, 0xc4, 9], &b"\"dynamic\""[..]].concat();
    let bytes = [level.repeat(1000), vec![0xc0]].concat();
    assert_eq!(decode(&bytes, &Type::Dynamic).map_err(|error| error.fault), Err(DecodeFault::Depth(32)));
}

#[test]
fn an_object_written_lacks_nothing() {
    let ty = Type::object([("a", Type::String), ("b", Type::Bool)]);
    let whole = Value::object([("a", Value::Null), ("b", true.into())]);
    assert_eq!(decode(&encode(&Value::object([("b", true)].map(|(k, v)| (k, v.into()))), &ty), &ty), Ok(whole));
}

#[test]
fn attributes_come_in_any_order() {
    let ty = Type::object([("a", Type::String), ("b", Type::Bool), ("c", Type::Bool)]);
    let bytes = [0x83, 0xa1, b'c', 0xc2, 0xa1, b'a', 0xc0, 0xa1, b'b', 0xc3];
    let expected = Value::object([("a", Value::Null), ("b", true.into()), ("c", false.into())]);
    assert_eq!(decode(&bytes, &ty), Ok(expected));
}

#[test]
fn refuses_bytes_of_another_type_and_says_where() {
    let map = Type::object([("env", Type::map(Type::String)), ("ok", Type::Bool)]);
    let wrong_env = Type::object([("env", Type::map(Type::Number)), ("ok", Type::Bool)]);
    let value = Value::object([("env", Value::object([("A", Value::from(1_i64))])), ("ok", Value::Null)]);
    for (bytes, ty, message) in [
        (encode(&value, &wrong_env), &map, "env[\"A\"]: expected string, found a number"),
        (vec![0x81, 0xa1, b'x', 0xc0], &map, "there is no attribute \"x\""),
        (vec![0x81, 0xa2, b'o', b'k', 0xc3], &map, "the attribute \"env\" is missing"),
        (vec![0x92, 0xa1], &Type::list(Type::String), "[0]: the value is cut off"),
        (vec![0xdd, 0xff, 0xff, 0xff, 0xff], &Type::list(Type::String), "[0]: the value is cut off"),
        (vec![], &Type::Bool, "the value is cut off"),
        (vec![0xc3, 0xc3], &Type::Bool, "1 bytes follow the value"),
        (vec![0xa1, 0xff], &Type::String, "a string is not UTF-8"),
        (vec![0xa1, b'x'], &Type::Number, "\"x\" is not a decimal number"),
        (vec![0x92, 0xc4, 1, b'x', 0xc0], &Type::Dynamic, "x is not a type"),
        (vec![0x91, 0xc0], &Type::Tuple(vec![]), "expected tuple([]), found an array"),
    ] {
        assert_eq!(decode(&bytes, ty).map_err(|error| error.to_string()), Err(message.to_owned()), "{bytes:x?}");
    }
}

#[test]
fn survives_any_bytes() {
    let (value, ty) = object();
    let bytes = encode(&value, &ty);
    for cut in 0..bytes.len() {
        assert!(decode(&bytes[..cut], &ty).is_err(), "{cut}");
        for replacement in 0..=u8::MAX {
            let mut changed = bytes.clone();
            changed[cut] = replacement;
            if let Ok(value) = decode(&changed, &ty) {
                assert_eq!(value.conforms(&ty), Ok(()));
            }
        }
    }
}
