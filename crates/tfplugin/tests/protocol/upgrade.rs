use openchoreo_proto::tfplugin6::{RawState, upgrade_resource_state};
use openchoreo_tfplugin::{diagnostic::Diagnostic, value::Value};

use crate::{
    fake::{Fake, NAME, thing},
    harness::{client, raw, summaries, value},
};

async fn upgrade(fake: Fake, version: i64, raw_state: Option<RawState>) -> Result<Value, Vec<String>> {
    let request = upgrade_resource_state::Request { type_name: NAME.into(), version, raw_state };
    let answer = client(fake).await.upgrade_resource_state(request).await.unwrap().into_inner();
    match answer.diagnostics.as_slice() {
        [] => Ok(value(answer.upgraded_state)),
        diagnostics => Err(summaries(diagnostics)),
    }
}

fn never() -> Fake {
    Fake { upgrade: Box::new(|_| panic!("the current version needs no upgrade")), ..Fake::default() }
}

#[tokio::test]
async fn a_state_of_the_current_version_passes_unseen_by_the_provider() {
    let state = raw(r#"{"id":"i","name":"n","size":1,"colour":null,"token_wo":null,"parts":null}"#);
    let expected = thing(&[("id", "i".into()), ("name", "n".into()), ("size", 1.into())]);
    assert_eq!(upgrade(never(), 2, state).await, Ok(expected));
}

#[tokio::test]
async fn attributes_that_are_gone_are_dropped_and_new_ones_null() {
    let expected = thing(&[("name", "n".into())]);
    assert_eq!(upgrade(never(), 2, raw(r#"{"name":"n","gone":[1,{"a":"b"}]}"#)).await, Ok(expected));
}

#[tokio::test]
async fn a_secret_that_an_older_version_stored_does_not_stay() {
    let state = raw(r#"{"name":"n","token_wo":"canary","parts":{"a":{"port":1,"token_wo":"canary"}}}"#);
    let part = Value::object([("port", Value::from(1)), ("token_wo", Value::Null)]);
    let expected = thing(&[("name", "n".into()), ("parts", Value::object([("a", part)]))]);
    assert_eq!(upgrade(never(), 2, state).await, Ok(expected));
}

#[tokio::test]
async fn an_older_state_is_upgraded_by_its_resource() {
    let upgrade_with = Box::new(|(version, state): (i64, serde_json::Value)| {
        assert_eq!(version, 1);
        Ok(serde_json::json!({ "name": state["title"], "size": 3 }))
    });
    let fake = Fake { upgrade: upgrade_with, ..Fake::default() };
    let expected = thing(&[("name", "n".into()), ("size", 3.into())]);
    assert_eq!(upgrade(fake, 1, raw(r#"{"title":"n"}"#)).await, Ok(expected));
}

#[tokio::test]
async fn what_cannot_be_upgraded_is_an_error() {
    let refuse = || Fake { upgrade: Box::new(|_| Err(Diagnostic::error("too old", "").into())), ..Fake::default() };
    assert_eq!(upgrade(refuse(), 1, raw("{}")).await, Err(vec!["too old".into()]));
    let newer = "The stored state comes from a newer version of the provider";
    assert_eq!(upgrade(never(), 3, raw("{}")).await, Err(vec![newer.into()]));
    assert_eq!(upgrade(Fake::default(), 1, raw("{")).await, Err(vec!["The stored state is not JSON".into()]));
    let wrong = raw(r#"{"size":"canary"}"#);
    assert_eq!(upgrade(never(), 2, wrong).await, Err(vec!["size: The stored state does not fit".into()]));
    let flatmap = RawState { flatmap: [("name".into(), "n".into())].into(), ..RawState::default() };
    assert_eq!(upgrade(never(), 2, Some(flatmap)).await, Err(vec!["The stored state is too old".into()]));
}
