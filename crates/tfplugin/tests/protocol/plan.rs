use openchoreo_proto::tfplugin6::{plan_resource_change, plan_resource_change::Response};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic},
    provider::{PlanRequest, PlanResponse},
    value::Value,
};

use crate::{
    fake::{Fake, planned, thing},
    harness::{client, plan, summaries, value},
};

async fn ask(
    request: plan_resource_change::Request,
    answer: impl Fn(PlanRequest) -> PlanResponse + Send + Sync + 'static,
) -> Response {
    let fake = Fake { plan: Box::new(answer), ..Fake::default() };
    client(fake).await.plan_resource_change(request).await.unwrap().into_inner()
}

fn config() -> Value {
    thing(&[("name", "n".into()), ("token_wo", "canary".into())])
}

fn state(name: &str) -> Value {
    thing(&[("id", "i".into()), ("name", name.into()), ("size", 1.into())])
}

#[tokio::test]
async fn a_create_has_defaults_and_unknown_ids_and_no_secret() {
    let answer = ask(plan(&Value::Null, &config(), &config()), |request| {
        assert_eq!(request.config, config());
        assert!(request.prior.is_null());
        planned(request.proposed)
    })
    .await;
    assert_eq!(answer.diagnostics, []);
    let expected = thing(&[("id", Value::unknown()), ("name", "n".into()), ("size", 1.into())]);
    assert_eq!(value(answer.planned_state), expected);
    assert_eq!((answer.requires_replace.len(), answer.legacy_type_system, answer.deferred), (0, false, None));
}

#[tokio::test]
async fn nothing_changes_without_a_change() {
    let answer = ask(plan(&state("n"), &config(), &state("n")), |request| planned(request.proposed)).await;
    assert_eq!(value(answer.planned_state), state("n"));
    assert_eq!(answer.requires_replace, []);
}

#[tokio::test]
async fn a_provider_that_plans_a_secret_does_not_get_it_stored() {
    let answer = ask(plan(&Value::Null, &config(), &config()), |mut request| {
        if let Value::Map(attributes) = &mut request.proposed {
            attributes.insert("token_wo".into(), "canary".into());
        }
        planned(request.proposed)
    })
    .await;
    assert_eq!(value(answer.planned_state).get("token_wo"), Some(&Value::Null));
}

#[tokio::test]
async fn a_destroy_is_planned_by_the_provider() {
    let request = plan(&state("n"), &Value::Null, &Value::Null);
    let answer = ask(request.clone(), |request| {
        assert!(request.config.is_null() && request.proposed.is_null());
        planned(Value::Null)
    })
    .await;
    assert_eq!((value(answer.planned_state), answer.diagnostics.len()), (Value::Null, 0));
    let refuse = |_: PlanRequest| PlanResponse {
        diagnostics: Diagnostic::error("protected", "").into(),
        ..planned(Value::Null)
    };
    assert_eq!(summaries(&ask(request, refuse).await.diagnostics), ["protected"]);
}

#[tokio::test]
async fn a_replacement_has_the_schema_s_reasons_and_the_provider_s() {
    let answer = ask(plan(&state("old"), &config(), &state("n")), |request| PlanResponse {
        requires_replace: vec![AttributePath::root("size")],
        ..planned(request.proposed)
    })
    .await;
    let paths = answer.requires_replace.iter().map(|path| format!("{:?}", path.steps[0].selector));
    let paths: Vec<_> = paths.collect();
    assert_eq!(paths.len(), 2);
    assert!(paths[0].contains("\"name\"") && paths[1].contains("\"size\""), "{paths:?}");
}

#[tokio::test]
async fn private_bytes_go_through() {
    let mut request = plan(&state("n"), &config(), &state("n"));
    request.prior_private = b"before".into();
    let answer = ask(request, |request| {
        assert_eq!(request.private, b"before");
        PlanResponse { private: b"after".into(), ..planned(request.proposed) }
    })
    .await;
    assert_eq!(answer.planned_private, b"after");
}

#[tokio::test]
async fn a_plan_that_terraform_would_refuse_is_the_provider_s_fault() {
    let wrong = |request: PlanRequest| {
        let mut changed = request.proposed;
        if let Value::Map(attributes) = &mut changed {
            attributes.insert("name".into(), "N".into());
        }
        planned(changed)
    };
    let answer = ask(plan(&Value::Null, &config(), &config()), wrong).await;
    assert_eq!(summaries(&answer.diagnostics), ["name: The provider gave a wrong answer"]);
    assert!(answer.diagnostics[0].detail.contains("bug in the provider"));
    let answer = ask(plan(&Value::Null, &config(), &config()), |_| planned(Value::Null)).await;
    assert_eq!(summaries(&answer.diagnostics), ["The provider gave a wrong answer"]);
}
