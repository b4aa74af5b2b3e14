use super::{blocks, expected, found, list, nested, object, part, with};
use crate::{
    check::{Plan, Rule, apply, import, plan, read},
    schema::{Attribute, Nesting, Schema},
    value::{Refinement, Type, Value},
};

fn of(value: Value) -> Value {
    object([("a", value)])
}

fn number(value: i64) -> Value {
    value.into()
}

/// Puts an object into a collection.
type Wrap = fn(Value) -> Value;

#[test]
fn write_only_values_are_null_everywhere() {
    let secret = |value: &str| object([("key", "x".into()), ("id", "i".into()), ("secret", value.into())]);
    let stored = secret("s");
    let mut hidden = stored.clone();
    if let Value::Map(hidden) = &mut hidden {
        hidden.insert("secret".into(), Value::Null);
    }
    let cases: [(&str, Schema, Wrap, &str); 7] = [
        ("top", with(Attribute::optional(Type::Dynamic).write_only()), |value| value, "a"),
        ("object", nested(Nesting::Single), |value| value, "a.secret"),
        ("list", nested(Nesting::List), |value| list(&[value]), "a[0].secret"),
        ("map", nested(Nesting::Map), |value| object([("k", value)]), "a[\"k\"].secret"),
        ("block", blocks(Nesting::Single), |value| value, "a.secret"),
        ("blocks", blocks(Nesting::List), |value| list(&[value]), "a[0].secret"),
        ("map of blocks", blocks(Nesting::Map), |value| object([("k", value)]), "a[\"k\"].secret"),
    ];
    for (case, schema, wrap, path) in cases {
        let broken = expected(Some((path, Rule::WriteOnly)));
        let good = if path == "a" { of(Value::Null) } else { of(wrap(hidden.clone())) };
        let bad = of(wrap(stored.clone()));
        let planned = |planned| Plan { config: &bad, prior: &good, planned, requires_replace: &[] };
        for (call, good, bad) in [
            (
                "plan",
                plan(&schema, &schema.object_type(), planned(&good)),
                plan(&schema, &schema.object_type(), planned(&bad)),
            ),
            (
                "apply",
                apply(&schema, &schema.object_type(), &good, &good),
                apply(&schema, &schema.object_type(), &bad, &bad),
            ),
            ("read", read(&schema, &schema.object_type(), &good), read(&schema, &schema.object_type(), &bad)),
            (
                "import",
                import(&schema, &schema.object_type(), std::slice::from_ref(&good)),
                import(&schema, &schema.object_type(), std::slice::from_ref(&bad)),
            ),
        ] {
            assert_eq!(found(good), [], "{case} {call}");
            assert_eq!(found(bad), broken, "{case} {call}");
        }
    }
}

#[test]
fn states_are_wholly_known() {
    let schema = nested(Nesting::Map);
    let state = |id: Value| of(object([("k", part("x", id))]));
    let (known, unknown) = (state("i".into()), state(Value::unknown()));
    let broken = expected(Some(("a[\"k\"].id", Rule::Unknown)));
    for (call, good, bad) in [
        (
            "apply",
            apply(&schema, &schema.object_type(), &unknown, &known),
            apply(&schema, &schema.object_type(), &unknown, &unknown),
        ),
        ("read", read(&schema, &schema.object_type(), &known), read(&schema, &schema.object_type(), &unknown)),
        (
            "import",
            import(&schema, &schema.object_type(), std::slice::from_ref(&known)),
            import(&schema, &schema.object_type(), std::slice::from_ref(&unknown)),
        ),
    ] {
        assert_eq!(found(good), [], "{call}");
        assert_eq!(found(bad), broken, "{call}");
    }
    assert_eq!(read(&schema, &schema.object_type(), &Value::Null), [], "null means gone");
}

#[test]
fn what_was_planned_is_applied() {
    let (text, numbers) = (Type::String, |collection: fn(Type) -> Type| collection(Type::Number));
    let values = |values: &[i64]| Value::list(values.iter().copied());
    let unknown = Value::unknown;
    let (changed, elements) = (Some(("a", Rule::Changed)), Some(("a", Rule::Elements)));
    for (case, ty, planned, state, broken) in [
        ("same", text.clone(), "x".into(), "x".into(), None),
        ("other", text.clone(), "x".into(), "y".into(), changed),
        ("gone", text.clone(), "x".into(), Value::Null, changed),
        ("came", text.clone(), Value::Null, "x".into(), changed),
        ("learnt", text.clone(), unknown(), "x".into(), None),
        ("learnt to be null", text, unknown(), Value::Null, None),
        ("list", numbers(Type::list), list(&[number(1), unknown()]), values(&[1, 7]), None),
        ("list is longer", numbers(Type::list), values(&[1]), values(&[1, 2]), elements),
        ("list is other", numbers(Type::list), values(&[1, 2]), values(&[1, 3]), Some(("a[1]", Rule::Changed))),
        ("set", numbers(Type::set), values(&[1, 2]), values(&[2, 1]), None),
        ("set learnt", numbers(Type::set), list(&[unknown(), number(2)]), values(&[2, 1]), None),
        ("set lost one", numbers(Type::set), values(&[1, 2]), values(&[2]), elements),
        ("set gained one", numbers(Type::set), values(&[1]), values(&[1, 2]), elements),
        ("map", numbers(Type::map), object([("k", unknown())]), object([("k", number(1))]), None),
        ("map lost one", numbers(Type::map), object([("k", unknown())]), object([]), elements),
        ("map gained one", numbers(Type::map), object([]), object([("k", number(1))]), elements),
    ] {
        let schema = with(Attribute::optional_computed(ty));
        assert_eq!(found(apply(&schema, &schema.object_type(), &of(planned), &of(state))), expected(broken), "{case}");
    }
}

#[test]
fn what_was_promised_of_an_unknown_value_holds() {
    let nothing = Refinement::default;
    let not_null = || Refinement { null: Some(false), ..nothing() };
    let null = || Refinement { null: Some(true), ..nothing() };
    let prefix = || Refinement { prefix: Some("http".into()), ..nothing() };
    let range = || Refinement { lower: Some((1_i64.into(), false)), upper: Some((3_i64.into(), true)), ..nothing() };
    let up_to_three = || Refinement { upper: Some((3_i64.into(), false)), ..nothing() };
    let length = || Refinement { min_length: Some(1), max_length: Some(1), ..nothing() };
    let (text, numbers) = (|| Type::String, || Type::list(Type::Number));
    for (case, ty, promised, state, good) in [
        ("nothing", text(), nothing(), Value::Null, true),
        ("not null", text(), not_null(), "x".into(), true),
        ("not null", text(), not_null(), Value::Null, false),
        ("null", text(), null(), Value::Null, true),
        ("null", text(), null(), "x".into(), false),
        ("prefix", text(), prefix(), "https".into(), true),
        ("prefix", text(), prefix(), "ftp".into(), false),
        ("range", Type::Number, range(), number(3), true),
        ("range, excluded", Type::Number, range(), number(1), false),
        ("range, beyond", Type::Number, range(), number(4), false),
        ("range, up to", Type::Number, up_to_three(), number(3), false),
        ("range, below", Type::Number, up_to_three(), number(2), true),
        ("length", numbers(), length(), Value::list([1_i64]), true),
        ("length", numbers(), length(), Value::list([1_i64, 2]), false),
        ("length of a map", Type::map(Type::Number), length(), object([]), false),
    ] {
        let schema = with(Attribute::computed(ty));
        let broken = (!good).then_some(("a", Rule::Refinement));
        assert_eq!(
            found(apply(&schema, &schema.object_type(), &of(Value::Unknown(Box::new(promised))), &of(state))),
            expected(broken),
            "{case}"
        );
    }
}

#[test]
fn an_applied_state_is_null_where_the_plan_is() {
    let schema = with(Attribute::optional(Type::String));
    let something = of("x".into());
    let broken = Some(("", Rule::ApplyNull));
    for (planned, state, broken) in [
        (&something, &something, None),
        (&Value::Null, &Value::Null, None),
        (&something, &Value::Null, broken),
        (&Value::Null, &something, broken),
    ] {
        assert_eq!(found(apply(&schema, &schema.object_type(), planned, state)), expected(broken));
    }
}

#[test]
fn states_are_of_the_type_of_the_schema() {
    let schema = with(Attribute::optional(Type::Number));
    let broken = expected(Some(("a", Rule::Type)));
    assert_eq!(found(read(&schema, &schema.object_type(), &of(number(1)))), []);
    assert_eq!(found(read(&schema, &schema.object_type(), &of("x".into()))), broken);
    assert_eq!(found(read(&schema, &schema.object_type(), &object([]))), broken);
}

#[test]
fn an_import_finds_one_object() {
    let schema = with(Attribute::optional(Type::Number));
    let state = || of(number(1));
    let broken = Some(("", Rule::OneImport));
    for (states, broken) in
        [(vec![state()], None), (vec![], broken), (vec![Value::Null], broken), (vec![state(), state()], broken)]
    {
        assert_eq!(found(import(&schema, &schema.object_type(), &states)), expected(broken), "{}", states.len());
    }
}
