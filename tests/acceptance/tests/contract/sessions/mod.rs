//! kubectl sessions: what users type and what they read then, the same on both servers.
//!
//! Neither server runs the controllers of workloads: where a session needs the status of one, it writes it.

mod player;
mod script;

use anyhow::Result;

use crate::fixture::{Fixture, contract};

contract!(
    with [xtask::tools::Tool::Kubectl]:
    manifests_are_applied_compared_and_deleted,
    objects_of_known_kinds_are_created_and_deleted,
    a_deployment_is_scaled_and_rolled_out,
    custom_resources_are_explained_watched_and_waited_for,
    mistakes_are_explained,
);

async fn manifests_are_applied_compared_and_deleted(test: Fixture) -> Result<()> {
    player::play(&test, include_str!("manifests.txt")).await
}

async fn objects_of_known_kinds_are_created_and_deleted(test: Fixture) -> Result<()> {
    player::play(&test, include_str!("known_kinds.txt")).await
}

async fn a_deployment_is_scaled_and_rolled_out(test: Fixture) -> Result<()> {
    player::play(&test, include_str!("deployment.txt")).await
}

async fn custom_resources_are_explained_watched_and_waited_for(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let document = format!("/openapi/v3/apis/{}/v1", test.group);
    test.until(&document, |body| body["paths"].is_object()).await?;
    player::play(&test, include_str!("custom_resources.txt")).await
}

async fn mistakes_are_explained(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    player::play(&test, include_str!("mistakes.txt")).await
}
