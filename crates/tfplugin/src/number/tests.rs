use std::cmp::Ordering;

use super::Number;

fn number(text: &str) -> Number {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn spellings_of_one_value_are_equal() {
    for (left, right) in [
        ("1", "1.0"),
        ("1", "+1"),
        ("100", "1e2"),
        ("0", "-0.000"),
        ("0.1", "1e-1"),
        ("0.1", "00.10"),
        ("-12.5", "-1250E-2"),
        ("18446744073709551616", "18446744073709551616.000"),
        ("9223372036854775808", "9.223372036854775808e18"),
        ("-9223372036854775808", "-9.223372036854775808e18"),
    ] {
        assert_eq!(number(left), number(right), "{left} {right}");
    }
}

#[test]
fn neighbours_beyond_64_bits_differ() {
    for (left, right) in [
        ("9007199254740992.5", "9007199254740992.25"),
        ("123456789012345678901234567890", "123456789012345678901234567891"),
        ("0.1", "0.1000000000000000055511151231257827021181583404541015625"),
    ] {
        assert_ne!(number(left), number(right));
    }
}

#[test]
fn displays_in_plain_digits() {
    for (text, shown) in [
        ("1e3", "1000"),
        ("-1.50", "-1.5"),
        ("1e-3", "0.001"),
        ("1.25e1", "12.5"),
        ("18446744073709551615", "18446744073709551615"),
        ("1e30", "1000000000000000000000000000000"),
        ("1e5000", "0.1e5001"),
    ] {
        assert_eq!(number(text).to_string(), shown);
        assert_eq!(number(shown), number(text));
    }
}

#[test]
fn refuses_what_is_no_decimal_number() {
    for text in ["", "-", ".", "e5", "1e", "0x10", "1_000", "NaN", "inf", "1.2.3", "1e99999999999", "--1", " 1"] {
        assert!(text.parse::<Number>().is_err(), "{text:?}");
    }
}

#[test]
fn orders_by_value() {
    let ascending =
        ["-1e30", "-2.5", "-2", "-0.1", "0", "0.05", "0.1", "1", "1.5", "2", "10", "18446744073709551615", "1e30"];
    for (at, left) in ascending.iter().enumerate() {
        for (other, right) in ascending.iter().enumerate() {
            assert_eq!(number(left).cmp(&number(right)), at.cmp(&other), "{left} {right}");
        }
    }
}

#[test]
fn converts_to_integers_only_where_exact() {
    for (text, signed, unsigned) in [
        ("0", Some(0), Some(0)),
        ("1e2", Some(100), Some(100)),
        ("-1", Some(-1), None),
        ("1.5", None, None),
        ("9223372036854775807", Some(i64::MAX), Some(i64::MAX as u64)),
        ("-9223372036854775808", Some(i64::MIN), None),
        ("18446744073709551615", None, Some(u64::MAX)),
        ("18446744073709551616", None, None),
    ] {
        assert_eq!((number(text).as_i64(), number(text).as_u64()), (signed, unsigned), "{text}");
    }
}

#[test]
fn floats_keep_their_exact_binary_value() {
    for float in [0.5, -0.25, 0.1, 1e300, 5e-324, f64::MAX, 1e15, -1.0, 9.3e18, 2f64.powi(70)] {
        let exact = Number::from_f64(float).expect("finite");
        assert_eq!(exact.exact_f64(), Some(float), "{float}");
        assert_eq!(exact.as_f64(), float);
    }
    assert_eq!(Number::from_f64(f64::NAN), None);
    assert_eq!(Number::from_f64(f64::INFINITY), None);
    assert_eq!(number("0.1").exact_f64(), None);
    assert_eq!(number("0.15").exact_f64(), None);
}

#[test]
fn json_numbers_keep_what_their_author_wrote() {
    for text in ["0", "-7", "18446744073709551615", "0.1", "1.5", "1e300"] {
        let json: serde_json::Number = serde_json::from_str(text).expect(text);
        let read = Number::try_from(&json).expect(text);
        assert_eq!(read, number(text));
        assert_eq!(read.to_json(), Some(json));
    }
    assert_eq!(number("1.0").to_json(), Some(1.into()));
    assert_eq!(number("123456789012345678901234567890").to_json(), None);
    assert_eq!(number("0.12345678901234567890123").to_json(), None);
}

#[test]
fn arithmetic_neighbours_agree_with_integers() {
    for left in -20_i64..=20 {
        for right in -20_i64..=20 {
            let scaled = |value: i64| number(&format!("{value}e-1"));
            assert_eq!(scaled(left).cmp(&scaled(right)), left.cmp(&right));
            assert_eq!(scaled(left * 10), Number::from(left));
        }
    }
    assert_eq!(number("1e400").cmp(&number("1e-400")), Ordering::Greater);
}
