use super::{mark_computed_unknown, propose, requires_replace};
use crate::{
    check::{self, Plan},
    diagnostic::AttributePath,
    schema::{Attribute, AttributeKind, Block, Nesting, Schema},
    value::{Type, Value},
};

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::object(entries)
}

/// Attributes `key` (required), `size` (default 1), `id` (computed) and `zone` (optional and computed), which replaces.
fn parts() -> [(&'static str, Attribute); 4] {
    [
        ("key", Attribute::required(Type::String)),
        ("size", Attribute::optional(Type::Number).default(1_i64)),
        ("id", Attribute::computed(Type::String)),
        ("zone", Attribute::optional_computed(Type::String).requires_replace()),
    ]
}

fn part(key: &str, size: Value, id: Value, zone: Value) -> Value {
    object([("key", key.into()), ("size", size), ("id", id), ("zone", zone)])
}

/// What a configuration says of a part: its key alone.
fn configured(key: &str) -> Value {
    part(key, Value::Null, Value::Null, Value::Null)
}

/// The part after a first apply.
fn applied(key: &str) -> Value {
    part(key, 1_i64.into(), format!("id-{key}").into(), "a".into())
}

/// The part in the plan of a create.
fn new(key: &str) -> Value {
    part(key, 1_i64.into(), Value::unknown(), Value::unknown())
}

fn schema(nesting: Nesting) -> Schema {
    let block = parts().into_iter().fold(Schema::new(""), |schema, (name, it)| schema.attribute(name, it));
    Schema::new("")
        .attribute("parts", Attribute::optional(AttributeKind::nested(nesting, parts())))
        .block("block", Block { nesting, schema: block, min_items: 0, max_items: 0 })
}

/// A configuration or state with the same parts as attribute and as blocks.
fn both(parts: Value) -> Value {
    object([("parts", parts.clone()), ("block", parts)])
}

fn obeys_the_rules(case: &str, schema: &Schema, config: &Value, prior: &Value, planned: &Value) {
    let plan = Plan { config, prior, planned, requires_replace: &[] };
    assert_eq!(check::plan(schema, &schema.object_type(), plan), [], "{case}");
}

#[test]
fn completes_each_kind_of_attribute() {
    let one = |attribute| Schema::new("").attribute("a", attribute);
    let (x, y) = (|| Value::from("x"), || Value::from("y"));
    let cases = [
        ("required", Attribute::required(Type::String), x(), Some(y()), x()),
        ("optional, set", Attribute::optional(Type::String), x(), Some(y()), x()),
        ("optional, removed", Attribute::optional(Type::String), Value::Null, Some(y()), Value::Null),
        ("computed on create", Attribute::computed(Type::String), Value::Null, None, Value::unknown()),
        ("computed on update", Attribute::computed(Type::String), Value::Null, Some(y()), y()),
        ("computed, null before", Attribute::computed(Type::String), Value::Null, Some(Value::Null), Value::Null),
        ("either, set", Attribute::optional_computed(Type::String), x(), Some(y()), x()),
        ("either on create", Attribute::optional_computed(Type::String), Value::Null, None, Value::unknown()),
        ("either on update", Attribute::optional_computed(Type::String), Value::Null, Some(y()), y()),
        ("default on create", Attribute::optional(Type::String).default("d"), Value::Null, None, "d".into()),
        ("default, removed", Attribute::optional(Type::String).default("d"), Value::Null, Some(y()), "d".into()),
        ("default, unknown", Attribute::optional(Type::String).default("d"), Value::unknown(), None, Value::unknown()),
        ("write-only", Attribute::optional(Type::String).write_only(), x(), Some(Value::Null), Value::Null),
        ("write-only, unknown", Attribute::optional(Type::String).write_only(), Value::unknown(), None, Value::Null),
    ];
    for (case, attribute, config, prior, expected) in cases {
        let prior = prior.map_or(Value::Null, |prior| object([("a", prior)]));
        let (schema, config) = (one(attribute), object([("a", config)]));
        let planned = propose(&schema, &config, &prior);
        obeys_the_rules(case, &schema, &config, &prior, &planned);
        assert_eq!(planned, object([("a", expected)]), "{case}");
    }
}

#[test]
fn destroys_with_a_null_plan() {
    assert_eq!(propose(&schema(Nesting::List), &Value::Null, &both(Value::List(vec![applied("a")]))), Value::Null);
}

#[test]
fn matches_nested_objects_with_their_prior() {
    let list = |values: &[Value]| Value::List(values.to_vec());
    let map = |values: &[Value]| {
        Value::object(
            values.iter().map(|value| (value.get("key").and_then(Value::as_str).unwrap_or("?"), value.clone())),
        )
    };
    let single = |values: &[Value]| values[0].clone();
    let cases: [(&str, Nesting, Value, Value, Value); 7] = [
        ("one kept", Nesting::Single, single(&[configured("a")]), single(&[applied("a")]), single(&[applied("a")])),
        ("one new", Nesting::Single, single(&[configured("a")]), Value::Null, single(&[new("a")])),
        (
            "by index",
            Nesting::List,
            list(&[configured("a"), configured("b")]),
            list(&[applied("a")]),
            list(&[applied("a"), new("b")]),
        ),
        (
            "by key",
            Nesting::Map,
            map(&[configured("a"), configured("c")]),
            map(&[applied("b"), applied("c")]),
            map(&[new("a"), applied("c")]),
        ),
        (
            "by what is configured",
            Nesting::Set,
            list(&[configured("c"), configured("b"), configured("a")]),
            list(&[applied("a"), applied("b")]),
            list(&[new("c"), applied("b"), applied("a")]),
        ),
        ("unknown", Nesting::List, Value::unknown(), list(&[applied("a")]), Value::unknown()),
        ("removed", Nesting::Map, Value::Null, map(&[applied("a")]), Value::Null),
    ];
    for (case, nesting, config, prior, expected) in cases {
        let (schema, config, prior) = (schema(nesting), both(config), both(prior));
        let planned = propose(&schema, &config, &prior);
        let core_sends_such_blocks = matches!(config.get("block"), Some(Value::List(_) | Value::Map(_)));
        if core_sends_such_blocks {
            obeys_the_rules(case, &schema, &config, &prior, &planned);
        }
        assert_eq!(planned, both(expected), "{case}");
    }
}

#[test]
fn a_set_element_has_at_most_one_prior() {
    let twins = || Value::List(vec![configured("a"), configured("a")]);
    let planned = propose(&schema(Nesting::Set), &both(twins()), &both(Value::List(vec![applied("a")])));
    assert_eq!(planned, both(Value::List(vec![applied("a"), new("a")])));
}

#[test]
fn marks_only_computed_values_that_are_not_configured() {
    let schema = Schema::new("")
        .attribute("url", Attribute::computed(Type::String))
        .attribute("zone", Attribute::optional_computed(Type::String))
        .attribute("name", Attribute::required(Type::String));
    let config = object([("url", Value::Null), ("zone", "b".into()), ("name", "n".into())]);
    let mut planned = object([("url", "http://a".into()), ("zone", "b".into()), ("name", "n".into())]);
    mark_computed_unknown(&schema, &config, &mut planned, ["url", "zone", "name", "absent"]);
    assert_eq!(planned, object([("url", Value::unknown()), ("zone", "b".into()), ("name", "n".into())]));
}

#[test]
fn names_the_changes_that_replace() {
    let zone = |key: &str, zone: Value| part(key, 1_i64.into(), "id".into(), zone);
    let list = |values: &[Value]| Value::List(values.to_vec());
    let cases: [(&str, Nesting, Value, Value, &[&str]); 8] = [
        ("equal", Nesting::Single, zone("a", "x".into()), zone("a", "x".into()), &[]),
        ("other", Nesting::Single, zone("a", "x".into()), zone("a", "y".into()), &["parts.zone", "block.zone"]),
        ("unknown", Nesting::Single, zone("a", "x".into()), zone("a", Value::unknown()), &["parts.zone", "block.zone"]),
        ("unmarked", Nesting::Single, zone("a", "x".into()), zone("b", "x".into()), &[]),
        ("added", Nesting::Single, Value::Null, zone("a", "x".into()), &[]),
        (
            "at an index",
            Nesting::List,
            list(&[zone("a", "x".into()), zone("b", "x".into())]),
            list(&[zone("a", "x".into()), zone("b", "y".into()), zone("c", "z".into())]),
            &["parts[1].zone", "block[1].zone"],
        ),
        (
            "at a key",
            Nesting::Map,
            object([("k", zone("a", "x".into())), ("gone", zone("b", "x".into()))]),
            object([("k", zone("a", "y".into())), ("new", zone("b", "y".into()))]),
            &["parts[\"k\"].zone", "block[\"k\"].zone"],
        ),
        ("in a set", Nesting::Set, list(&[zone("a", "x".into())]), list(&[zone("a", "y".into())]), &["parts", "block"]),
    ];
    for (case, nesting, prior, planned, expected) in cases {
        let paths = requires_replace(&schema(nesting), &both(prior), &both(planned));
        assert_eq!(paths.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{case}");
    }
    let state = both(zone("a", "x".into()));
    assert_eq!(requires_replace(&schema(Nesting::Single), &Value::Null, &state), []);
    assert_eq!(requires_replace(&schema(Nesting::Single), &state, &Value::Null), []);
}

#[test]
fn a_change_deep_in_a_set_names_the_set() {
    let one = Attribute::optional(AttributeKind::nested(Nesting::Single, parts()));
    let set = Attribute::optional(AttributeKind::nested(Nesting::Set, [("one", one)]));
    let of = |zone: &str| {
        let part = part("a", 1_i64.into(), "id".into(), zone.into());
        object([("set", Value::List(vec![object([("one", part)])]))])
    };
    let paths = requires_replace(&Schema::new("").attribute("set", set), &of("x"), &of("y"));
    assert_eq!(paths, [AttributePath::root("set")]);
}
