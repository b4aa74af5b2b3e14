//! Dry runs: everything but the write.

use anyhow::Result;
use serde_json::json;

use crate::fixture::{Fixture, contract};

contract!(
    a_dry_run_of_a_create_answers_the_object_and_keeps_nothing,
    a_dry_run_of_an_apply_answers_what_would_be,
    a_dry_run_of_a_deletion_deletes_nothing,
    a_dry_run_reports_what_would_be_refused,
    another_value_than_all_is_refused,
);

async fn a_dry_run_of_a_create_answers_the_object_and_keeps_nothing(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let answer = test.wire.post(&test.widgets("?dryRun=All"), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    assert_eq!(answer["spec"]["color"], "red");
    assert!(answer["metadata"]["uid"].is_string());
    test.wire.get(&test.widgets("/a")).await?.failure(404)?;
    Ok(())
}

async fn a_dry_run_of_an_apply_answers_what_would_be(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let created = test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    let path = test.widgets("/a?fieldManager=me&dryRun=All&force=true");
    let answer = test.wire.apply(&path, &test.widget("a", json!({ "size": 2 }))).await?.ok()?;
    assert_eq!(answer["spec"]["size"], 2);
    assert_eq!(test.wire.get(&test.widgets("/a")).await?.ok()?, created);
    Ok(())
}

async fn a_dry_run_of_a_deletion_deletes_nothing(test: Fixture) -> Result<()> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    test.wire.delete(&test.core("configmaps/a?dryRun=All"), None).await?.ok()?;
    test.wire.get(&test.core("configmaps/a")).await?.ok()?;
    Ok(())
}

async fn a_dry_run_reports_what_would_be_refused(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    test.wire.post(&test.widgets("?dryRun=All"), &test.widget("a", json!({ "size": 0 }))).await?.failure(422)?;
    Ok(())
}

async fn another_value_than_all_is_refused(test: Fixture) -> Result<()> {
    let object = json!({ "metadata": { "name": "a" } });
    let answer = test.wire.post(&test.core("configmaps?dryRun=Some"), &object).await?;
    assert!(answer.code.is_client_error(), "{answer:?}");
    test.wire.get(&test.core("configmaps/a")).await?.failure(404)?;
    Ok(())
}
