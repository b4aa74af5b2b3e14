use super::{blocks, expected, found, list, member, nested, object, part, with};
use crate::{
    check::{Plan, Rule, plan, second_plan},
    diagnostic::AttributePath,
    schema::{Attribute, Nesting, Schema},
    value::{Refinement, Type, Value},
};

/// Checks a plan of attribute or block `a`.
fn check(case: &str, schema: &Schema, [config, prior, planned]: [Value; 3], broken: Option<(&str, Rule)>) {
    let of = |value| object([("a", value)]);
    let (config, prior, planned) = (of(config), of(prior), of(planned));
    let plan = Plan { config: &config, prior: &prior, planned: &planned, requires_replace: &[] };
    assert_eq!(found(super::super::plan(schema, &schema.object_type(), plan)), expected(broken), "{case}");
}

fn x() -> Value {
    "x".into()
}

fn y() -> Value {
    "y".into()
}

#[test]
fn a_plan_is_null_where_the_configuration_is() {
    let schema = with(Attribute::optional(Type::String));
    let something = || object([("a", x())]);
    for (config, planned, broken) in [
        (something(), something(), None),
        (Value::Null, Value::Null, None),
        (something(), Value::Null, Some(("", Rule::PlanNull))),
        (Value::Null, something(), Some(("", Rule::DestroyNotNull))),
    ] {
        let checked = Plan { config: &config, prior: &something(), planned: &planned, requires_replace: &[] };
        assert_eq!(found(plan(&schema, &schema.object_type(), checked)), expected(broken));
    }
}

#[test]
fn values_are_of_the_type_of_the_schema() {
    let schema = with(Attribute::optional(Type::Number));
    check("number", &schema, [1_i64.into(), Value::Null, 1_i64.into()], None);
    check("text", &schema, [x(), Value::Null, x()], Some(("a", Rule::Type)));
}

#[test]
fn a_configured_value_is_planned_as_it_is_or_as_it_was() {
    let refined = Value::Unknown(Box::new(Refinement { null: Some(false), ..Refinement::default() }));
    for attribute in [Attribute::required(Type::String), Attribute::optional_computed(Type::String)] {
        let schema = with(attribute);
        let broken = Some(("a", Rule::Configured));
        for (case, values, broken) in [
            ("as configured", [x(), y(), x()], None),
            ("as before", [x(), y(), y()], None),
            ("neither", [x(), y(), "X".into()], broken),
            ("null for a value", [x(), Value::Null, Value::Null], broken),
            ("unknown for a value", [x(), y(), Value::unknown()], broken),
            ("unknown for unknown", [Value::unknown(), y(), refined.clone()], None),
            ("guessed for unknown", [Value::unknown(), y(), x()], broken),
        ] {
            check(case, &schema, values, broken);
        }
    }
}

#[test]
fn only_computed_values_are_planned_where_none_is_configured() {
    let null = || Value::Null;
    let plain = with(Attribute::optional(Type::String));
    check("null", &plain, [null(), x(), null()], None);
    check("prior", &plain, [null(), x(), x()], Some(("a", Rule::NotComputed)));
    check("unknown", &plain, [null(), null(), Value::unknown()], Some(("a", Rule::NotComputed)));
    for computed in [Attribute::computed(Type::String), Attribute::optional_computed(Type::String)] {
        let schema = with(computed);
        for planned in [null(), x(), y(), Value::unknown()] {
            check("computed", &schema, [null(), x(), planned], None);
        }
    }
}

#[test]
fn blocks_keep_their_number_and_keys() {
    let broken = Some(("a", Rule::Blocks));
    for (case, schema, values, broken) in collections(blocks) {
        check(case, &schema, values, broken.then_some(("a", Rule::Blocks)));
    }
    check("a block too many", &blocks(Nesting::Single), [Value::Null, Value::Null, part("x", x())], broken);
    check("none", &blocks(Nesting::Single), [Value::Null, Value::Null, Value::Null], None);
    check("null", &blocks(Nesting::List), [list(&[]), list(&[]), Value::Null], broken);
}

#[test]
fn nested_objects_keep_their_number_and_keys() {
    for (case, schema, values, broken) in collections(nested) {
        check(case, &schema, values, broken.then_some(("a", Rule::Nested)));
    }
    check("none", &nested(Nesting::Single), [Value::Null, part("x", x()), Value::Null], None);
    check("unknown", &nested(Nesting::Map), [Value::unknown(), Value::Null, Value::unknown()], None);
}

/// Plans of collections, and whether they break the rule of the collection.
fn collections(schema: fn(Nesting) -> Schema) -> Vec<(&'static str, Schema, [Value; 3], bool)> {
    let (null, unknown) = (|| Value::Null, Value::unknown);
    let key = |key: &str| part(key, null());
    let with_id = |key: &str| part(key, unknown());
    let map = |key, value| object([(key, value)]);
    let set = |value| list(&[value]);
    vec![
        ("one", schema(Nesting::Single), [key("x"), null(), with_id("x")], false),
        ("one is gone", schema(Nesting::Single), [key("x"), null(), null()], true),
        ("one is unknown", schema(Nesting::Single), [key("x"), null(), unknown()], true),
        ("list", schema(Nesting::List), [list(&[key("x")]), null(), list(&[with_id("x")])], false),
        ("list shrinks", schema(Nesting::List), [list(&[key("x")]), null(), list(&[])], true),
        ("list is unknown", schema(Nesting::List), [list(&[key("x")]), null(), unknown()], true),
        ("map", schema(Nesting::Map), [map("k", key("x")), null(), map("k", with_id("x"))], false),
        ("map has another key", schema(Nesting::Map), [map("k", key("x")), null(), map("l", with_id("x"))], true),
        ("set", schema(Nesting::Set), [set(member("x", null())), null(), set(member("x", unknown()))], false),
        ("set grows", schema(Nesting::Set), [list(&[]), null(), set(member("x", unknown()))], true),
        (
            "set has another",
            schema(Nesting::Set),
            [set(member("x", null())), null(), set(member("y", unknown()))],
            true,
        ),
    ]
}

#[test]
fn what_is_inside_nested_objects_obeys_the_same_rules() {
    let (null, rule) = (|| Value::Null, Rule::Configured);
    let (config, planned) = (part("x", null()), part("y", null()));
    let map = |value| object([("k", value)]);
    let one = |value: &Value| list(std::slice::from_ref(value));
    for schema in [nested, blocks] {
        check("one", &schema(Nesting::Single), [config.clone(), null(), planned.clone()], Some(("a.key", rule)));
        let lists = [one(&config), null(), one(&planned)];
        check("list", &schema(Nesting::List), lists, Some(("a[0].key", rule)));
        let maps = [map(config.clone()), null(), map(planned.clone())];
        check("map", &schema(Nesting::Map), maps, Some(("a[\"k\"].key", rule)));
        let prior = [one(&config), one(&planned), one(&planned)];
        check("list, prior value", &schema(Nesting::List), prior, None);
    }
}

#[test]
fn what_requires_a_replacement_exists() {
    let schema = nested(Nesting::Map);
    let of = |key| object([("a", object([(key, part("x", Value::Null))]))]);
    let (config, prior, planned) = (of("new"), of("old"), of("new"));
    let path = |key: &str| AttributePath::root("a").key(key).attribute("key");
    for (key, broken) in [("old", None), ("new", None), ("other", Some(("a[\"other\"].key", Rule::NoSuchPath)))] {
        let paths = [path(key)];
        let checked = Plan { config: &config, prior: &prior, planned: &planned, requires_replace: &paths };
        assert_eq!(found(plan(&schema, &schema.object_type(), checked)), expected(broken), "{key}");
    }
}

#[test]
fn the_second_plan_takes_the_same_action() {
    let schema = with(Attribute::optional_computed(Type::String));
    let of = |value: Value| object([("a", value)]);
    let broken = Some(("", Rule::OtherAction));
    for (case, prior, first, second, broken) in [
        ("create", Value::Null, of(Value::unknown()), of(x()), None),
        ("update to none", of(x()), of(Value::unknown()), of(x()), None),
        ("update", of(x()), of(Value::unknown()), of(y()), None),
        ("none to update", of(x()), of(x()), of(y()), broken),
        ("create to none", Value::Null, of(x()), Value::Null, broken),
        ("update to delete", of(x()), of(y()), Value::Null, broken),
        ("delete to update", of(x()), Value::Null, of(y()), broken),
    ] {
        assert_eq!(found(second_plan(&schema.object_type(), &prior, &first, &second)), expected(broken), "{case}");
    }
}

#[test]
fn the_second_plan_only_learns() {
    let schema = with(Attribute::optional_computed(Type::String));
    let of = |value: Value| object([("a", value)]);
    for (case, first, second, broken) in [
        ("same", x(), x(), None),
        ("learnt", Value::unknown(), x(), None),
        ("still unknown", Value::unknown(), Value::unknown(), None),
        ("other", x(), y(), Some(("a", Rule::Changed))),
        ("forgotten", x(), Value::unknown(), Some(("a", Rule::Changed))),
        ("null", x(), Value::Null, Some(("a", Rule::Changed))),
    ] {
        let violations = second_plan(&schema.object_type(), &Value::Null, &of(first), &of(second));
        assert_eq!(found(violations), expected(broken), "{case}");
    }
}
