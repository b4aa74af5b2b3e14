use super::{expected, found, with};
use crate::{
    check::{Rule, schema},
    schema::{Attribute, AttributeKind, Block, Nesting, Schema},
    value::Type,
};

fn check(case: &str, checked: &Schema, broken: Option<(&str, Rule)>) {
    assert_eq!(found(schema(checked)), expected(broken), "{case}");
}

#[test]
fn names_are_lowercase() {
    let any = || Attribute::optional(Type::Bool);
    for (name, good) in [("a_1", true), ("_a", true), ("aB", false), ("a-b", false), ("", false), ("\u{e9}", false)] {
        let broken = (!good).then_some((name, Rule::Name));
        check(name, &Schema::new("").attribute(name, any()), broken);
        check(name, &Schema::new("").block(name, Block::single(Schema::new(""))), broken);
    }
    let inside = with(Attribute::optional(AttributeKind::nested(Nesting::Single, [("B", any())])));
    check("inside", &inside, Some(("a.B", Rule::Name)));
    let twice = with(any()).block("a", Block::single(Schema::new("")));
    check("twice", &twice, Some(("a", Rule::Name)));
}

#[test]
fn defaults_and_write_only_need_their_mode() {
    let mut default = Attribute::optional(Type::Number).default(1_i64);
    check("default", &with(default.clone()), None);
    default.mode = crate::schema::Mode::Optional;
    check("default without computed", &with(default), Some(("a", Rule::Mode)));
    check("write-only", &with(Attribute::required(Type::String).write_only()), None);
    let computed = Attribute::optional_computed(Type::String).write_only();
    check("computed write-only", &with(computed), Some(("a", Rule::Mode)));
}

#[test]
fn sets_hold_nothing_dynamic_or_write_only() {
    let nested = |nesting, it| with(Attribute::optional(AttributeKind::nested(nesting, [("b", it)])));
    let block = |nesting, it| {
        let schema = Schema::new("").attribute("b", it);
        Schema::new("").block("a", Block { nesting, schema, min_items: 0, max_items: 0 })
    };
    let dynamic = || Attribute::optional(Type::list(Type::Dynamic));
    let write_only = || Attribute::optional(Type::String).write_only();
    for member in [dynamic(), write_only()] {
        check("list", &nested(Nesting::List, member.clone()), None);
        check("list of blocks", &block(Nesting::List, member.clone()), None);
        check("set", &nested(Nesting::Set, member.clone()), Some(("a.b", Rule::SetMember)));
        check("set of blocks", &block(Nesting::Set, member.clone()), Some(("a.b", Rule::SetMember)));
        let deep = Attribute::optional(AttributeKind::nested(Nesting::Single, [("c", member)]));
        check("deep in a set", &nested(Nesting::Set, deep), Some(("a.b.c", Rule::SetMember)));
    }
    check("plain", &with(Attribute::optional(Type::set(Type::String))), None);
    let plain = Attribute::optional(Type::map(Type::set(Type::Dynamic)));
    check("plain with dynamic", &with(plain), Some(("a", Rule::SetMember)));
}

#[test]
fn bounds_of_blocks_fit_their_nesting() {
    for (nesting, min_items, max_items, good) in [
        (Nesting::Single, 0, 0, true),
        (Nesting::Single, 1, 1, true),
        (Nesting::Single, 0, 1, false),
        (Nesting::Single, 2, 2, false),
        (Nesting::Map, 0, 0, true),
        (Nesting::Map, 1, 0, false),
        (Nesting::List, 2, 0, true),
        (Nesting::List, 2, 1, false),
        (Nesting::Set, -1, 0, false),
    ] {
        let block = Block { nesting, schema: Schema::new(""), min_items, max_items };
        let broken = (!good).then_some(("a", Rule::BlockBounds));
        check(&format!("{nesting:?} {min_items} {max_items}"), &Schema::new("").block("a", block), broken);
    }
}
