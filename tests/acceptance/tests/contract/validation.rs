//! Structural schemas: defaulting, pruning, validation, rules, unknown fields.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    defaults_are_filled_in,
    unknown_fields_are_pruned_unless_they_are_preserved,
    violations_are_listed_with_field_and_reason,
    rules_have_their_message,
    an_immutable_field_stays,
    list_maps_refuse_equal_keys,
    strict_field_validation_refuses_unknown_fields,
    unknown_fields_are_warned_of_by_default,
    validation_runs_on_patches_too,
);

async fn create(test: &Fixture, spec: Value) -> Result<Value> {
    test.wire.post(&test.widgets(""), &test.widget("a", spec)).await?.ok()
}

async fn defaults_are_filled_in(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let spec = json!({ "size": 1, "options": {}, "ports": [{ "name": "a", "port": 1 }] });
    let created = create(&test, spec).await?;
    let expected = json!({
        "size": 1, "color": "red", "options": { "mode": "fast" },
        "ports": [{ "name": "a", "port": 1, "protocol": "TCP" }],
    });
    assert_eq!(created["spec"], expected);
    let patched =
        test.wire.merge(&test.widgets("/a"), &json!({ "spec": { "color": null, "options": null } })).await?.ok()?;
    assert_eq!((&patched["spec"]["color"], patched["spec"].get("options")), (&json!("red"), None));
    Ok(())
}

async fn unknown_fields_are_pruned_unless_they_are_preserved(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let spec =
        json!({ "size": 1, "unknown": true, "free": { "any": [1] }, "options": { "unknown": 1, "mode": "slow" } });
    let created = create(&test, spec).await?;
    let expected = json!({ "size": 1, "color": "red", "free": { "any": [1] }, "options": { "mode": "slow" } });
    assert_eq!(created["spec"], expected);
    Ok(())
}

async fn violations_are_listed_with_field_and_reason(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    for (spec, field, reason, message) in [
        (json!({}), "spec.size", "FieldValueRequired", "Required value"),
        (
            json!({ "size": 0 }),
            "spec.size",
            "FieldValueInvalid",
            "Invalid value: 0: spec.size in body should be greater than or equal to 1",
        ),
        (
            json!({ "size": 101 }),
            "spec.size",
            "FieldValueInvalid",
            "Invalid value: 101: spec.size in body should be less than or equal to 100",
        ),
        (
            json!({ "size": 1, "color": "blue" }),
            "spec.color",
            "FieldValueNotSupported",
            "Unsupported value: \"blue\": supported values: \"red\", \"green\"",
        ),
        (
            json!({ "size": 1, "name": "A" }),
            "spec.name",
            "FieldValueInvalid",
            "Invalid value: \"A\": spec.name in body should match '^[a-z]*$'",
        ),
        (
            json!({ "size": "1" }),
            "spec.size",
            "FieldValueTypeInvalid",
            "Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
        ),
        (
            json!({ "size": 1, "ports": [{ "name": "a" }] }),
            "spec.ports[0].port",
            "FieldValueRequired",
            "Required value",
        ),
        (json!({ "size": 1, "tags": ["a", "a"] }), "spec.tags[1]", "FieldValueDuplicate", "Duplicate value: \"a\""),
    ] {
        let status = test.wire.post(&test.widgets(""), &test.widget("a", spec.clone())).await?.failure(422)?;
        assert_eq!(status["reason"], "Invalid");
        let causes = status["details"]["causes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let cause = causes.iter().find(|cause| cause["field"] == field);
        assert_eq!(cause, Some(&json!({ "field": field, "reason": reason, "message": message })), "{spec}: {status}");
    }
    Ok(())
}

async fn rules_have_their_message(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let status =
        test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 5, "limit": 3 }))).await?.failure(422)?;
    assert_eq!(
        status["message"],
        format!("Widget.{} \"a\" is invalid: spec: Invalid value: limit must not be below size", test.group)
    );
    assert_eq!(status["details"]["causes"][0]["field"], "spec");
    assert_eq!(status["details"]["kind"], "Widget");
    assert_eq!(status["details"]["group"], *test.group);
    Ok(())
}

async fn an_immutable_field_stays(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    create(&test, json!({ "size": 1, "owner": "ann" })).await?;
    test.wire.merge(&test.widgets("/a"), &json!({ "spec": { "size": 2 } })).await?.ok()?;
    let status = test.wire.merge(&test.widgets("/a"), &json!({ "spec": { "owner": "bob" } })).await?.failure(422)?;
    assert_eq!(
        status["details"]["causes"][0],
        json!({ "field": "spec.owner", "reason": "FieldValueInvalid", "message": "Invalid value: \"bob\": owner is immutable" })
    );
    Ok(())
}

async fn list_maps_refuse_equal_keys(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let ports = json!([{ "name": "a", "port": 1 }, { "name": "a", "port": 2 }]);
    let status = test
        .wire
        .post(&test.widgets(""), &test.widget("a", json!({ "size": 1, "ports": ports })))
        .await?
        .failure(422)?;
    assert_eq!(
        status["details"]["causes"][0],
        json!({ "field": "spec.ports[1]", "reason": "FieldValueDuplicate", "message": "Duplicate value: {\"name\":\"a\"}" })
    );
    Ok(())
}

async fn strict_field_validation_refuses_unknown_fields(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let widget = test.widget("a", json!({ "size": 1, "unknown": true, "options": { "other": 1 } }));
    let status = test.wire.post(&test.widgets("?fieldValidation=Strict"), &widget).await?.failure(400)?;
    assert_eq!(status["reason"], "BadRequest");
    let message = status["message"].as_str().unwrap_or_default();
    assert!(
        message
            .ends_with("strict decoding error: unknown field \"spec.options.other\", unknown field \"spec.unknown\""),
        "{message}"
    );
    let ignored = test.wire.post(&test.widgets("?fieldValidation=Ignore"), &widget).await?;
    assert_eq!(ignored.warnings(), [""; 0]);
    ignored.ok()?;
    Ok(())
}

async fn unknown_fields_are_warned_of_by_default(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let widget = test.widget("a", json!({ "size": 1, "unknown": true }));
    let answer = test.wire.post(&test.widgets(""), &widget).await?;
    assert_eq!(answer.warnings(), ["unknown field \"spec.unknown\""]);
    answer.ok()?;
    Ok(())
}

async fn validation_runs_on_patches_too(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    create(&test, json!({ "size": 1 })).await?;
    test.wire.merge(&test.widgets("/a"), &json!({ "spec": { "size": 1000 } })).await?.failure(422)?;
    assert_eq!(test.wire.get(&test.widgets("/a")).await?.ok()?["spec"]["size"], 1);
    Ok(())
}
