use super::{Attribute, AttributeKind, Block, Mode, Nesting, Schema};
use crate::value::{Type, Value};

#[test]
fn is_an_object_of_attributes_and_blocks() {
    let port = || [("port", Attribute::required(Type::Number))];
    let schema = Schema::new("")
        .attribute("name", Attribute::required(Type::String))
        .attribute("one", Attribute::optional(AttributeKind::nested(Nesting::Single, port())))
        .attribute("many", Attribute::optional(AttributeKind::nested(Nesting::Map, port())))
        .attribute("set", Attribute::optional(AttributeKind::nested(Nesting::Set, port())))
        .block("timeouts", Block::single(Schema::new("").attribute("create", Attribute::optional(Type::String))))
        .block("rule", Block::list(Schema::new("").attribute("any", Attribute::optional(Type::Dynamic))));
    assert_eq!(
        schema.object_type().to_string(),
        "object({many=map(object({port=number})), name=string, one=object({port=number}), rule=any, \
         set=set(object({port=number})), timeouts=object({create=string})})"
    );
}

#[test]
fn a_data_source_computes_everything() {
    let nested = Attribute::optional(Type::Number).default(1_i64);
    let attribute = Attribute::required(AttributeKind::nested(Nesting::List, [("port", nested)])).requires_replace();
    let computed = attribute.into_computed();
    assert_eq!((computed.mode, computed.requires_replace), (Mode::Computed, false));
    let AttributeKind::Nested { attributes, .. } = computed.kind else { panic!("stays nested") };
    assert_eq!((attributes["port"].mode, &attributes["port"].default), (Mode::Computed, &None));
}

#[test]
fn a_default_makes_an_attribute_optional_and_computed() {
    let attribute = Attribute::required(Type::String).default("x");
    assert_eq!((attribute.mode, attribute.default), (Mode::OptionalComputed, Some(Value::from("x"))));
}
