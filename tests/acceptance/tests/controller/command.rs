//! `openchoreo controller`, as users start and stop it.

use std::path::Path;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{ControlPlane, Controller, Extent, Output, at_hand, with_token};
use xtask::tools::Tool;

use crate::ONE_AT_A_TIME;

/// The error with which it does not start.
async fn refusal(kubeconfig: &Path, arguments: &[&str]) -> Result<String> {
    Ok(Output::of(&mut Controller::command(kubeconfig, arguments)).await?.failed()?.stderr)
}

fn names(text: &str, parts: &[&str]) -> Result<()> {
    parts.iter().try_for_each(|part| {
        ensure!(text.contains(part), "{part} is not in\n{text}");
        Ok(())
    })
}

#[tokio::test]
async fn without_the_definitions_it_names_the_command_that_installs_them() -> Result<()> {
    let plane = ControlPlane::embedded().await?;
    let said = refusal(plane.kubeconfig(), &[]).await?;
    names(&said, &["https://", "components", "--install-crds", "openchoreo crds | kubectl apply --server-side -f -"])
}

#[tokio::test]
async fn it_installs_the_definitions_and_stops_when_told_on_the_embedded_server() -> Result<()> {
    if !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    installs_runs_and_stops(&ControlPlane::embedded().await?).await
}

#[tokio::test]
async fn it_installs_the_definitions_and_stops_when_told_on_a_real_server() -> Result<()> {
    if !Extent::Api.at_hand() || !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    let _alone = ONE_AT_A_TIME.lock().await;
    let plane = ControlPlane::real().await?;
    let kinds = openchoreo_api::crd::crds();
    let kinds = kinds.iter().filter_map(|kind| kind.metadata.name.as_deref());
    let remove: Vec<_> = ["delete", "crd", "--ignore-not-found"].into_iter().chain(kinds).collect();
    plane.kubectl()?.run(&remove).await?.ok()?;
    installs_runs_and_stops(&plane).await
}

async fn installs_runs_and_stops(plane: &ControlPlane) -> Result<()> {
    let controller = Controller::start(plane.kubeconfig(), &["--install-crds"]).await?;
    let kubectl = plane.kubectl()?;
    let organization =
        r#"{"apiVersion": "choreo.dev/v1", "kind": "Organization", "metadata": {"name": "acme"}, "spec": {}}"#;
    kubectl.run_with_input(&["apply", "--server-side", "-f", "-"], organization).await?.ok()?;
    kubectl.run(&["wait", "organization", "acme", "--for=condition=Ready", "--timeout=60s"]).await?.ok()?;
    kubectl.run(&["delete", "organization", "acme", "--timeout=60s"]).await?.ok()?;
    let stopped = controller.stop().await?.ok()?;
    names(&stopped.stderr, &["Stopping."])?;
    ensure!(!stopped.stderr.contains(" WARN "), "{}", stopped.stderr);
    // What was installed stays, for the next start.
    Controller::start(plane.kubeconfig(), &[]).await?.stop().await?.ok()?;
    Ok(())
}

#[tokio::test]
async fn a_context_that_does_not_exist_is_named_with_those_that_do() -> Result<()> {
    let plane = ControlPlane::embedded().await?;
    let said = refusal(plane.kubeconfig(), &["--context", "staging"]).await?;
    names(
        &said,
        &["has no context \"staging\"; its contexts are openchoreo", &plane.kubeconfig().display().to_string()],
    )
}

#[tokio::test]
async fn a_kubeconfig_that_does_not_exist_is_named() -> Result<()> {
    names(&refusal(Path::new("/nowhere/kubeconfig"), &[]).await?, &["/nowhere/kubeconfig"])
}

#[tokio::test]
async fn credentials_that_a_real_server_refuses_end_it() -> Result<()> {
    if !Extent::Api.at_hand() {
        return Ok(());
    }
    let plane = ControlPlane::real().await?;
    let dir = tempfile::tempdir()?;
    let kubeconfig = dir.path().join("kubeconfig");
    std::fs::write(&kubeconfig, with_token(plane.kubeconfig(), "wrong")?)?;
    let said = refusal(&kubeconfig, &[]).await?;
    names(&said, &["https://", "Unauthorized"])?;
    ensure!(!said.contains("wrong"), "the token is in\n{said}");
    Ok(())
}
