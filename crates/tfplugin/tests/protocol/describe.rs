use std::sync::{Arc, atomic::Ordering};

use openchoreo_proto::tfplugin6::{
    DynamicValue, StringKind, configure_provider, get_functions, get_metadata, get_provider_schema, read_data_source,
    schema::{Attribute, Block, NestedBlock, nested_block, object},
};
use openchoreo_tfplugin::{
    codec::msgpack,
    diagnostic::Diagnostics,
    schema::Nesting,
    value::{Type, Value},
};

use crate::{
    fake::{Fake, NAME, block, schema},
    harness::{capabilities, client},
};

#[tokio::test]
async fn names_are_known_without_a_schema() {
    let fake = Fake::default();
    let computed = Arc::clone(&fake.schemas_computed);
    let mut client = client(fake).await;
    let metadata = client.get_metadata(get_metadata::Request {}).await.unwrap().into_inner();
    assert_eq!(metadata.resources[0].type_name, NAME);
    assert_eq!(metadata.data_sources[0].type_name, NAME);
    assert_eq!(computed.load(Ordering::Relaxed), 0);
    for _ in 0..2 {
        client.get_provider_schema(get_provider_schema::Request {}).await.unwrap();
    }
    assert_eq!(computed.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn destroys_are_planned_and_the_schema_may_be_kept() {
    let mut client = client(Fake::default()).await;
    let metadata = client.get_metadata(get_metadata::Request {}).await.unwrap().into_inner();
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    assert_eq!(schema.diagnostics, []);
    assert_eq!(metadata.server_capabilities, schema.server_capabilities);
    let capabilities = schema.server_capabilities.unwrap();
    assert!(capabilities.plan_destroy && capabilities.get_provider_schema_optional);
    assert!(!capabilities.move_resource_state && !capabilities.generate_resource_config);
}

async fn block_of(fake: Fake) -> Block {
    let schemas = client(fake).await.get_provider_schema(get_provider_schema::Request {}).await.unwrap();
    schemas.into_inner().resource_schemas.remove(NAME).unwrap().block.unwrap()
}

#[tokio::test]
async fn attributes_say_who_sets_them_and_how_they_are_treated() {
    let block = block_of(Fake::default()).await;
    let attribute = |name: &str| block.attributes.iter().find(|attribute| attribute.name == name).cloned().unwrap();
    let markdown = i32::from(StringKind::Markdown);
    assert_eq!((block.version, block.description.as_str(), block.description_kind), (2, "A *thing*.", markdown));
    let plain = |name: &str, ty: &str| Attribute {
        name: name.into(),
        r#type: ty.into(),
        description_kind: markdown,
        ..Attribute::default()
    };
    assert_eq!(attribute("id"), Attribute { computed: true, ..plain("id", "\"string\"") });
    assert_eq!(attribute("size"), Attribute { optional: true, computed: true, ..plain("size", "\"number\"") });
    let description = "Its `name`.".into();
    assert_eq!(attribute("name"), Attribute { required: true, description, ..plain("name", "\"string\"") });
    assert_eq!(
        attribute("colour"),
        Attribute {
            optional: true,
            sensitive: true,
            deprecated: true,
            deprecation_message: "Use paint.".into(),
            ..plain("colour", "\"string\"")
        }
    );
    let token = attribute("token_wo");
    assert!(token.write_only && token.sensitive && token.optional && !token.computed);
}

#[tokio::test]
async fn nested_attributes_have_no_type_of_their_own() {
    let block = block_of(Fake::default()).await;
    let parts = block.attributes.iter().find(|attribute| attribute.name == "parts").unwrap();
    let nested = parts.nested_type.clone().unwrap();
    assert_eq!((parts.r#type.len(), nested.nesting()), (0, object::NestingMode::Map));
    assert_eq!(nested.attributes.iter().map(|attribute| &attribute.name).collect::<Vec<_>>(), ["port", "token_wo"]);
}

#[tokio::test]
async fn blocks_are_described() {
    let schema = schema().block("note", block(Nesting::List));
    let blocks = block_of(Fake { schema, ..Fake::default() }).await.block_types;
    let NestedBlock { type_name, block, nesting, min_items: 0, max_items: 0 } = &blocks[0] else {
        panic!("{blocks:?}")
    };
    assert_eq!((type_name.as_str(), *nesting), ("note", nested_block::NestingMode::List.into()));
    assert_eq!(block.as_ref().unwrap().attributes[0].name, "text");
}

#[tokio::test]
async fn there_are_no_functions() {
    let functions = client(Fake::default()).await.get_functions(get_functions::Request {}).await.unwrap().into_inner();
    assert_eq!(functions, get_functions::Response::default());
}

#[tokio::test]
async fn the_configuration_arrives_with_its_unknowns() {
    let ty = Type::object([("host", Type::String)]);
    let config = msgpack::encode(&Value::object([("host", Value::unknown())]), &ty);
    let configured = Box::new(|request: openchoreo_tfplugin::provider::ConfigureRequest| {
        assert!(request.config.get("host").unwrap().is_unknown());
        assert!(request.client.write_only_attributes && !request.client.deferral);
        assert_eq!(request.terraform_version, "1.11.4");
        Diagnostics::new()
    });
    let request = configure_provider::Request {
        terraform_version: "1.11.4".into(),
        config: Some(DynamicValue { msgpack: config, json: Vec::new() }),
        client_capabilities: capabilities(),
    };
    let mut client = client(Fake { configured, ..Fake::default() }).await;
    let answer = client.configure_provider(request).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics, []);
}

#[tokio::test]
async fn a_data_source_is_read() {
    let ty = Type::object([("name", Type::String), ("size", Type::Number)]);
    let config = Value::object([("name", "a".into()), ("size", Value::Null)]);
    let request = read_data_source::Request {
        type_name: NAME.into(),
        config: Some(DynamicValue { msgpack: msgpack::encode(&config, &ty), json: Vec::new() }),
        ..read_data_source::Request::default()
    };
    let answer = client(Fake::default()).await.read_data_source(request).await.unwrap().into_inner();
    let state = msgpack::decode(&answer.state.unwrap().msgpack, &ty).unwrap();
    assert_eq!(state, Value::object([("name", "a".into()), ("size", Value::from(7))]));
}

#[tokio::test]
async fn a_schema_that_terraform_would_refuse_is_the_provider_s_fault() {
    let schema = schema().attribute("Name", openchoreo_tfplugin::schema::Attribute::optional(Type::String));
    let mut client = client(Fake { schema, ..Fake::default() }).await;
    let answer = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    assert!(answer.diagnostics[0].detail.contains("the schema of fake_thing"), "{:?}", answer.diagnostics);
}
