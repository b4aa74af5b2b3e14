use openchoreo_proto::tfplugin6::read_resource;
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::{ReadRequest, ReadResponse},
    value::Value,
};

use crate::{
    fake::{Fake, NAME, thing},
    harness::{capabilities, client, summaries, value, wire},
};

fn stored() -> Value {
    thing(&[("id", "i".into()), ("name", "n".into()), ("size", 1.into())])
}

async fn read(answer: impl Fn(ReadRequest) -> ReadResponse + Send + Sync + 'static) -> read_resource::Response {
    let request = read_resource::Request {
        type_name: NAME.into(),
        current_state: wire(&stored()),
        private: b"kept".into(),
        client_capabilities: capabilities(),
        ..read_resource::Request::default()
    };
    let fake = Fake { read: Box::new(answer), ..Fake::default() };
    client(fake).await.read_resource(request).await.unwrap().into_inner()
}

fn found(state: Value) -> ReadResponse {
    ReadResponse { state, private: b"new".into(), diagnostics: Diagnostics::new() }
}

#[tokio::test]
async fn the_state_becomes_what_is_found() {
    let live = thing(&[("id", "i".into()), ("name", "n".into()), ("size", 2.into())]);
    let expected = live.clone();
    let answer = read(move |request| {
        assert_eq!((request.state, request.private), (stored(), b"kept".to_vec()));
        found(live.clone())
    })
    .await;
    assert_eq!((value(answer.new_state), answer.private.as_slice()), (expected, b"new".as_slice()));
    assert_eq!(answer.deferred, None);
}

#[tokio::test]
async fn null_means_gone() {
    let answer = read(|_| found(Value::Null)).await;
    assert_eq!((value(answer.new_state), answer.diagnostics.len()), (Value::Null, 0));
}

#[tokio::test]
async fn after_an_error_everything_stays_as_it_was() {
    let answer = read(|_| ReadResponse {
        state: Value::Null,
        private: Vec::new(),
        diagnostics: Diagnostic::error("no connection", "").into(),
    })
    .await;
    assert_eq!(summaries(&answer.diagnostics), ["no connection"]);
    assert_eq!((value(answer.new_state), answer.private.as_slice()), (stored(), b"kept".as_slice()));
}

#[tokio::test]
async fn a_write_only_value_is_never_stored() {
    let answer = read(|_| found(thing(&[("name", "n".into()), ("token_wo", "canary".into())]))).await;
    assert_eq!(value(answer.new_state), thing(&[("name", "n".into())]));
}

#[tokio::test]
async fn a_state_that_is_not_known_is_the_provider_s_fault() {
    let answer = read(|_| found(thing(&[("name", Value::unknown())]))).await;
    assert_eq!(summaries(&answer.diagnostics), ["name: The provider gave a wrong answer"]);
    let answer = read(|_| found(Value::object([("name", Value::from(3))]))).await;
    assert_eq!(summaries(&answer.diagnostics), ["colour: The provider gave a wrong answer"]);
}

#[tokio::test]
async fn a_panic_leaves_the_state_alone() {
    let answer = read(|_| panic!("canary")).await;
    assert_eq!(summaries(&answer.diagnostics), ["The provider failed"]);
}

#[tokio::test]
async fn a_state_of_many_megabytes_passes() {
    let large = "x".repeat(9 << 20);
    let state = thing(&[("name", large.as_str().into())]);
    let request = read_resource::Request { type_name: NAME.into(), current_state: wire(&state), ..Default::default() };
    let answer = client(Fake::default()).await.read_resource(request).await.unwrap().into_inner();
    assert_eq!(value(answer.new_state), state);
}
