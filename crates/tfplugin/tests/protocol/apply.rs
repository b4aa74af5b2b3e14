use futures::FutureExt;
use openchoreo_proto::tfplugin6::apply_resource_change::Response;
use openchoreo_tfplugin::{
    diagnostic::Diagnostic,
    provider::{ApplyRequest, ApplyResponse},
    value::Value,
};

use crate::{
    fake::{Fake, applied, thing},
    harness::{apply, client, summaries, value},
};

fn config() -> Value {
    thing(&[("name", "n".into()), ("token_wo", "canary".into())])
}

fn to_create() -> Value {
    thing(&[("id", Value::unknown()), ("name", "n".into()), ("size", 1.into())])
}

fn state(size: i64) -> Value {
    thing(&[("id", "i".into()), ("name", "n".into()), ("size", size.into())])
}

async fn ask(
    (prior, planned, config): (Value, Value, Value),
    answer: impl Fn(ApplyRequest) -> ApplyResponse + Clone + Send + Sync + 'static,
) -> Response {
    let operation = Box::new(move |request| {
        let answer = answer.clone();
        async move { answer(request) }.boxed()
    });
    let request = apply(&prior, &planned, &config);
    let fake = Fake { apply: operation, ..Fake::default() };
    client(fake).await.apply_resource_change(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn the_provider_sees_the_secret_and_the_state_does_not() {
    let answer = ask((Value::Null, to_create(), config()), |request| {
        assert_eq!(request.config.get("token_wo"), Some(&"canary".into()));
        let mut reached = state(1);
        if let Value::Map(attributes) = &mut reached {
            attributes.insert("token_wo".into(), "canary".into());
        }
        applied(reached)
    })
    .await;
    assert_eq!((value(answer.new_state), answer.diagnostics.len()), (state(1), 0));
    assert!(!answer.legacy_type_system);
}

#[tokio::test]
async fn a_failure_still_has_the_state_reached() {
    let answer = ask((state(1), state(2), config()), |_| ApplyResponse {
        diagnostics: Diagnostic::error("quota", "").into(),
        ..applied(state(1))
    })
    .await;
    assert_eq!((value(answer.new_state), summaries(&answer.diagnostics)), (state(1), vec!["quota".into()]));
}

#[tokio::test]
async fn a_failed_create_may_be_partial() {
    let answer = ask((Value::Null, to_create(), config()), |request| ApplyResponse {
        diagnostics: Diagnostic::error("timeout", "").into(),
        ..applied(request.planned)
    })
    .await;
    let expected = thing(&[("name", "n".into()), ("size", 1.into())]);
    assert_eq!(value(answer.new_state), expected);
}

#[tokio::test]
async fn after_a_panic_the_object_is_not_lost() {
    let partial = thing(&[("name", "n".into()), ("size", 1.into())]);
    for (what, change, expected) in [
        ("create", (Value::Null, to_create(), config()), partial),
        ("update", (state(1), state(2), config()), state(1)),
        ("destroy", (state(1), Value::Null, Value::Null), state(1)),
    ] {
        let answer = ask(change, |_| panic!("canary")).await;
        assert_eq!(summaries(&answer.diagnostics), ["The provider failed"], "{what}");
        assert_eq!(value(answer.new_state), expected, "{what}");
    }
}

#[tokio::test]
async fn a_state_that_is_not_known_is_the_provider_s_fault() {
    let answer = ask((Value::Null, to_create(), config()), |request| applied(request.planned)).await;
    assert_eq!(summaries(&answer.diagnostics), ["id: The provider gave a wrong answer"]);
    assert!(value(answer.new_state).is_wholly_known());
}

#[tokio::test]
async fn a_state_that_differs_from_the_plan_is_recorded_and_the_provider_s_fault() {
    let answer = ask((state(1), state(2), config()), |_| applied(state(3))).await;
    assert_eq!(summaries(&answer.diagnostics), ["size: The provider gave a wrong answer"]);
    assert_eq!(value(answer.new_state), state(3));
}
