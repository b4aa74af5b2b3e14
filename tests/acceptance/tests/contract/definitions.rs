//! CustomResourceDefinitions: their life, and what is refused.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    a_definition_is_established_and_discovered,
    a_changed_schema_takes_effect,
    a_definition_without_structural_schema_is_invalid,
    a_definition_of_another_name_than_its_own_is_invalid,
    a_rule_that_does_not_compile_is_invalid,
);

fn condition<'a>(object: &'a Value, of: &str) -> Option<&'a str> {
    let conditions = object["status"]["conditions"].as_array()?;
    conditions.iter().find(|condition| condition["type"] == of)?["status"].as_str()
}

async fn a_definition_is_established_and_discovered(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let definition = test.wire.get(&format!("{DEFINITIONS}/widgets.{}", test.group)).await?.ok()?;
    for of in ["Established", "NamesAccepted"] {
        assert_eq!(condition(&definition, of), Some("True"), "{of}");
    }
    assert_eq!(definition["status"]["acceptedNames"]["plural"], "widgets");
    assert_eq!(definition["status"]["storedVersions"], json!(["v1"]));

    let resources = test.wire.get(&format!("/apis/{}/v1", test.group)).await?.ok()?;
    let resource = &resources["resources"][0];
    assert_eq!(
        (&resource["name"], &resource["kind"], &resource["namespaced"]),
        (&json!("widgets"), &json!("Widget"), &json!(true))
    );
    assert_eq!(resource["shortNames"], json!(["wd"]));
    assert_eq!(resources["resources"][1]["name"], "widgets/status");
    let groups = test.until("/apis", |body| body.to_string().contains(&test.group)).await?;
    let group = groups["groups"].as_array().into_iter().flatten().find(|group| group["name"] == *test.group);
    assert_eq!(group.map(|group| &group["preferredVersion"]["version"]), Some(&json!("v1")));
    Ok(())
}

async fn a_changed_schema_takes_effect(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let path = format!("{DEFINITIONS}/widgets.{}", test.group);
    let size = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum";
    test.wire.json_patch(&path, &json!([{ "op": "replace", "path": size, "value": 1000 }])).await?.ok()?;
    let widget = test.widget("a", json!({ "size": 500 }));
    let mut answer = test.wire.post(&test.widgets("?dryRun=All"), &widget).await?;
    // The real server serves the old schema for a moment.
    for _ in 0..200 {
        if answer.code.is_success() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        answer = test.wire.post(&test.widgets("?dryRun=All"), &widget).await?;
    }
    answer.ok()?;
    Ok(())
}

async fn refuses(test: &Fixture, change: impl FnOnce(&mut Value), field: &str) -> Result<String> {
    let mut definition = test.definition()?;
    change(&mut definition);
    let status = test.wire.post(DEFINITIONS, &definition).await?.failure(422)?;
    let causes = status["details"]["causes"].as_array().map(Vec::as_slice).unwrap_or_default();
    // A real server moves the schema of an only version out of `versions` before it validates.
    let cause = causes.iter().find(|cause| cause["field"].as_str().is_some_and(|found| found.ends_with(field)));
    assert!(cause.is_some(), "no cause for {field}: {status}");
    Ok(status["message"].as_str().unwrap_or_default().to_owned())
}

async fn a_definition_without_structural_schema_is_invalid(test: Fixture) -> Result<()> {
    let change = |definition: &mut Value| {
        definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["size"] =
            json!({});
    };
    let field = "openAPIV3Schema.properties[spec].properties[size].type";
    let message = refuses(&test, change, field).await?;
    assert!(message.contains("must not be empty for specified object fields"), "{message}");
    Ok(())
}

async fn a_definition_of_another_name_than_its_own_is_invalid(test: Fixture) -> Result<()> {
    let change = |definition: &mut Value| definition["metadata"]["name"] = json!("gadgets.example.com");
    refuses(&test, change, "metadata.name").await?;
    Ok(())
}

fn set_rule(definition: &mut Value, rule: &str) {
    let spec = &mut definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"];
    spec["x-kubernetes-validations"][0] = json!({ "rule": rule });
}

const RULE: &str = "openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule";

async fn a_rule_that_does_not_compile_is_invalid(test: Fixture) -> Result<()> {
    refuses(&test, |definition| set_rule(definition, "self.size >"), RULE).await?;
    Ok(())
}

/// The embedded server does not estimate what a rule costs.
mod real_only {
    #[tokio::test]
    async fn a_rule_that_costs_too_much_is_invalid() -> anyhow::Result<()> {
        if !openchoreo_acceptance::Extent::Api.at_hand() {
            return Ok(());
        }
        let plane = openchoreo_acceptance::ControlPlane::real().await?;
        super::a_rule_that_costs_too_much_is_invalid(crate::fixture::Fixture::new(plane).await?).await
    }
}

async fn a_rule_that_costs_too_much_is_invalid(test: Fixture) -> Result<()> {
    let change = |definition: &mut Value| {
        let schema = &mut definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"];
        schema["properties"]["commands"] = json!({ "type": "array", "items": { "type": "string" } });
        set_rule(definition, "self.commands.all(a, self.commands.all(b, a.contains(b)))");
    };
    let message = refuses(&test, change, RULE).await?;
    assert!(message.contains("estimated rule cost exceeds budget"), "{message}");
    Ok(())
}
