//! The platform's own definitions, as a real cluster takes them: above all the cost of their rules.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(every_definition_is_accepted_and_served, the_introduction_s_component_is_accepted);

/// The definition, in a group of the test's own, so that tests on one server do not share it.
fn definitions(test: &Fixture) -> Result<Vec<Value>> {
    let group = |text: String| text.replace(openchoreo_api::GROUP, &test.group);
    let crds = openchoreo_api::crd::crds();
    crds.iter().map(|crd| Ok(serde_json::from_str(&group(serde_json::to_string(crd)?))?)).collect()
}

async fn install(test: &Fixture) -> Result<()> {
    for definition in definitions(test)? {
        let name = definition["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        test.wire.post(DEFINITIONS, &definition).await?.ok().with_context(|| name.clone())?;
        let plural = name.split('.').next().unwrap_or_default();
        test.until_served(&format!("/apis/{}/v1/{plural}", test.group)).await?;
    }
    Ok(())
}

async fn every_definition_is_accepted_and_served(test: Fixture) -> Result<()> {
    install(&test).await
}

async fn the_introduction_s_component_is_accepted(test: Fixture) -> Result<()> {
    install(&test).await?;
    let manifest = include_str!("../../../../examples/user-service.yaml").replace(openchoreo_api::GROUP, &test.group);
    let component: Value = serde_saphyr::from_str(&manifest)?;
    let path = test.in_group(&format!("{}/v1", test.group), "components?fieldValidation=Strict");
    let created = test.wire.post(&path, &component).await?.ok()?;
    assert_eq!(created["spec"]["project"], json!("default"));
    Ok(())
}
