//! Schemas on the wire.

use std::collections::BTreeMap;

use openchoreo_proto::tfplugin6::{
    self, StringKind,
    schema::{self as wire, nested_block, object},
};

use crate::{
    codec::json,
    schema::{Attribute, AttributeKind, Block, Mode, Nesting, Schema},
};

/// A schema, its descriptions marked as Markdown.
pub(in crate::server) fn schema(schema: &Schema) -> tfplugin6::Schema {
    tfplugin6::Schema { version: schema.version, block: Some(block(schema)) }
}

fn block(schema: &Schema) -> wire::Block {
    wire::Block {
        version: schema.version,
        attributes: attributes(&schema.attributes),
        block_types: schema.blocks.iter().map(|(name, block)| nested_block(name, block)).collect(),
        description: schema.description.clone(),
        description_kind: StringKind::Markdown.into(),
        deprecated: schema.deprecation.is_some(),
        deprecation_message: schema.deprecation.clone().unwrap_or_default(),
        computed: false,
    }
}

fn attributes(attributes: &BTreeMap<String, Attribute>) -> Vec<wire::Attribute> {
    attributes.iter().map(|(name, attribute)| self::attribute(name, attribute)).collect()
}

fn attribute(name: &str, attribute: &Attribute) -> wire::Attribute {
    let (ty, nested_type) = match &attribute.kind {
        AttributeKind::Plain(ty) => (json::type_json(ty), None),
        AttributeKind::Nested { nesting, attributes } => (Vec::new(), Some(nested_object(*nesting, attributes))),
    };
    wire::Attribute {
        name: name.to_owned(),
        r#type: ty,
        nested_type,
        description: attribute.description.clone(),
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed),
        sensitive: attribute.sensitive,
        description_kind: StringKind::Markdown.into(),
        deprecated: attribute.deprecation.is_some(),
        write_only: attribute.write_only,
        deprecation_message: attribute.deprecation.clone().unwrap_or_default(),
    }
}

fn nested_object(nesting: Nesting, attributes: &BTreeMap<String, Attribute>) -> wire::Object {
    let nesting = match nesting {
        Nesting::Single => object::NestingMode::Single,
        Nesting::List => object::NestingMode::List,
        Nesting::Set => object::NestingMode::Set,
        Nesting::Map => object::NestingMode::Map,
    };
    wire::Object { attributes: self::attributes(attributes), nesting: nesting.into(), ..wire::Object::default() }
}

fn nested_block(name: &str, nested: &Block) -> wire::NestedBlock {
    let nesting = match nested.nesting {
        Nesting::Single => nested_block::NestingMode::Single,
        Nesting::List => nested_block::NestingMode::List,
        Nesting::Set => nested_block::NestingMode::Set,
        Nesting::Map => nested_block::NestingMode::Map,
    };
    wire::NestedBlock {
        type_name: name.to_owned(),
        block: Some(block(&nested.schema)),
        nesting: nesting.into(),
        min_items: nested.min_items,
        max_items: nested.max_items,
    }
}
