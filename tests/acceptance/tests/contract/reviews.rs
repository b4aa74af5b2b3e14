//! Questions about the caller.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    an_administrator_may_do_everything,
    a_question_must_be_well_formed,
    the_rules_of_a_namespace_allow_everything,
    the_caller_learns_who_they_are,
);

const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const RULES: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

async fn an_administrator_may_do_everything(test: Fixture) -> Result<()> {
    for spec in [
        json!({ "resourceAttributes": { "verb": "get", "resource": "pods", "namespace": "default" } }),
        json!({ "resourceAttributes": { "verb": "frobnicate", "group": "none.example.com", "resource": "gadgets" } }),
        json!({ "nonResourceAttributes": { "verb": "get", "path": "/metrics" } }),
    ] {
        let answer = test.wire.post(ACCESS, &json!({ "spec": spec })).await?;
        assert_eq!(answer.code, 201);
        let answer = answer.ok()?;
        assert_eq!(
            (&answer["kind"], &answer["apiVersion"]),
            (&json!("SelfSubjectAccessReview"), &json!("authorization.k8s.io/v1"))
        );
        assert_eq!((&answer["spec"], &answer["status"]), (&spec, &json!({ "allowed": true })));
    }
    Ok(())
}

async fn a_question_must_be_well_formed(test: Fixture) -> Result<()> {
    let path = json!({ "verb": "get", "path": "/x" });
    let both = json!({ "nonResourceAttributes": path, "resourceAttributes": { "verb": "get" } });
    let named = json!({ "metadata": { "name": "a" }, "spec": { "nonResourceAttributes": path } });
    for (question, field) in [(json!({}), "spec"), (json!({ "spec": both }), "spec"), (named, "metadata")] {
        let status = test.wire.post(ACCESS, &question).await?.failure(422)?;
        let cause = &status["details"]["causes"][0];
        assert_eq!((&status["reason"], &cause["field"]), (&json!("Invalid"), &json!(field)), "{question}");
        assert_eq!(cause["reason"], "FieldValueInvalid");
    }
    let odd = json!({ "spec": { "nonResourceAttributes": path, "more": 1 } });
    test.wire.post(&format!("{ACCESS}?fieldValidation=Strict"), &odd).await?.failure(400)?;
    let answer = test.wire.post(ACCESS, &odd).await?;
    assert_eq!(answer.warnings(), ["unknown field \"spec.more\""]);
    let mistyped = json!({ "spec": { "nonResourceAttributes": { "verb": 1 } } });
    test.wire.post(ACCESS, &mistyped).await?.failure(400)?;
    for shapeless in [json!([]), json!("x"), json!(1)] {
        for path in [ACCESS, RULES] {
            test.wire.post(path, &shapeless).await?.failure(400)?;
        }
    }
    test.wire.post(ACCESS, &json!({ "kind": "Pod", "spec": { "nonResourceAttributes": path } })).await?.failure(400)?;
    test.wire.get(ACCESS).await?.failure(405)?;
    test.wire.get(&format!("{ACCESS}/a")).await?.failure(404)?;
    Ok(())
}

async fn the_rules_of_a_namespace_allow_everything(test: Fixture) -> Result<()> {
    let question = json!({ "spec": { "namespace": test.namespace } });
    let answer = test.wire.post(RULES, &question).await?.ok()?;
    let has = |list: &str, rule: Value| answer["status"][list].as_array().is_some_and(|rules| rules.contains(&rule));
    assert!(has("resourceRules", json!({ "verbs": ["*"], "apiGroups": ["*"], "resources": ["*"] })), "{answer}");
    assert!(has("nonResourceRules", json!({ "verbs": ["*"], "nonResourceURLs": ["*"] })), "{answer}");
    assert_eq!(answer["status"]["incomplete"], false);
    test.wire.post(RULES, &json!({ "spec": {} })).await?.failure(400)?;
    Ok(())
}

async fn the_caller_learns_who_they_are(test: Fixture) -> Result<()> {
    let answer = test.wire.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", &json!({})).await?.ok()?;
    assert_eq!(answer["kind"], "SelfSubjectReview");
    let user = &answer["status"]["userInfo"];
    assert_eq!(
        (&user["username"], &user["groups"]),
        (&json!("admin"), &json!(["system:masters", "system:authenticated"]))
    );
    assert!(answer["metadata"]["creationTimestamp"].is_string());
    Ok(())
}
