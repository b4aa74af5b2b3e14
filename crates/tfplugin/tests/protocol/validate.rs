use openchoreo_proto::tfplugin6::{ClientCapabilities, validate_resource_config};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic},
    value::Value,
};

use crate::{
    fake::{Fake, NAME, thing},
    harness::{capabilities, client, summaries, wire},
};

async fn validate(fake: Fake, config: &Value, client_capabilities: Option<ClientCapabilities>) -> Vec<String> {
    let request =
        validate_resource_config::Request { type_name: NAME.into(), config: wire(config), client_capabilities };
    let answer = client(fake).await.validate_resource_config(request).await.unwrap().into_inner();
    summaries(&answer.diagnostics)
}

fn with_secrets() -> Value {
    let part = |token| Value::object([("port", Value::from(1)), ("token_wo", token)]);
    let parts = Value::object([("a", part("x".into())), ("b", part(Value::Null))]);
    thing(&[("name", "n".into()), ("token_wo", "x".into()), ("parts", parts)])
}

#[tokio::test]
async fn write_only_values_are_an_error_where_the_client_would_store_them() {
    let expected = [
        "parts.[\"a\"]: Write-only attributes need a newer Terraform",
        "token_wo: Write-only attributes need a newer Terraform",
    ];
    assert_eq!(validate(Fake::default(), &with_secrets(), None).await, expected);
    assert_eq!(validate(Fake::default(), &with_secrets(), capabilities()).await, [""; 0]);
    assert_eq!(validate(Fake::default(), &thing(&[("name", "n".into())]), None).await, [""; 0]);
}

#[tokio::test]
async fn what_the_resource_says_reaches_the_user_at_its_place() {
    let validate_with = Box::new(|request: openchoreo_tfplugin::provider::ValidateRequest| {
        assert!(request.config.get("size").unwrap().is_unknown());
        let place = AttributePath::root("parts").key("a").attribute("port");
        Diagnostic::error("too large", "Use a smaller one.").at(place).into()
    });
    let fake = Fake { validate: validate_with, ..Fake::default() };
    let config = thing(&[("name", "n".into()), ("size", Value::unknown())]);
    assert_eq!(validate(fake, &config, capabilities()).await, ["parts.[\"a\"]: too large"]);
}

#[tokio::test]
async fn an_unknown_type_is_named() {
    let request = validate_resource_config::Request { type_name: "fake_other".into(), ..Default::default() };
    let answer = client(Fake::default()).await.validate_resource_config(request).await.unwrap().into_inner();
    assert_eq!(summaries(&answer.diagnostics), ["Unknown resource type"]);
    assert!(answer.diagnostics[0].detail.contains("\"fake_other\""));
    assert!(answer.diagnostics[0].detail.contains(NAME));
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_call_alone() {
    let fake = Fake { validate: Box::new(|_| panic!("canary")), ..Fake::default() };
    let mut client = client(fake).await;
    let config = wire(&thing(&[("name", "n".into())]));
    let request = validate_resource_config::Request { type_name: NAME.into(), config, ..Default::default() };
    for _ in 0..2 {
        let answer = client.validate_resource_config(request.clone()).await.unwrap().into_inner();
        assert_eq!(summaries(&answer.diagnostics), ["The provider failed"]);
        assert!(!answer.diagnostics[0].detail.contains("canary"));
    }
}
