//! What this library does not have is answered as the client can bear it.

use openchoreo_proto::tfplugin6::{
    call_function, generate_resource_config, get_resource_identity_schemas, list_resource, move_resource_state,
    open_ephemeral_resource, plan_action, upgrade_resource_identity,
};
use tonic::Code;

use crate::{
    fake::{Fake, NAME},
    harness::{client, summaries},
};

#[tokio::test]
async fn no_identity_is_no_error() {
    let request = get_resource_identity_schemas::Request {};
    let answer = client(Fake::default()).await.get_resource_identity_schemas(request).await.unwrap().into_inner();
    assert_eq!(answer, get_resource_identity_schemas::Response::default());
}

#[tokio::test]
async fn what_is_named_and_absent_is_a_diagnostic() {
    let mut client = client(Fake::default()).await;
    let request = move_resource_state::Request { target_type_name: NAME.into(), ..Default::default() };
    let moved = client.move_resource_state(request).await.unwrap().into_inner();
    assert_eq!(summaries(&moved.diagnostics), ["The resource cannot be moved"]);
    let request = open_ephemeral_resource::Request { type_name: "fake_key".into(), ..Default::default() };
    let opened = client.open_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!(summaries(&opened.diagnostics), ["Unknown ephemeral resource"]);
    let request = call_function::Request { name: "sum".into(), arguments: Vec::new() };
    let called = client.call_function(request).await.unwrap().into_inner();
    assert_eq!(called.error.unwrap().text, "Unknown function: This provider has no function \"sum\".");
}

#[tokio::test]
async fn what_no_older_client_asks_is_not_implemented() {
    let mut client = client(Fake::default()).await;
    let codes = [
        client.upgrade_resource_identity(upgrade_resource_identity::Request::default()).await.unwrap_err().code(),
        client.generate_resource_config(generate_resource_config::Request::default()).await.unwrap_err().code(),
        client.list_resource(list_resource::Request::default()).await.unwrap_err().code(),
        client.plan_action(plan_action::Request::default()).await.unwrap_err().code(),
    ];
    assert_eq!(codes, [Code::Unimplemented; 4]);
}
