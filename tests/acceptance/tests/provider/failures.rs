//! Control planes that do not do what they are asked.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kube::config::Kubeconfig;
use openchoreo_acceptance::{ControlPlane, On, Platform, Server, Shared, Terraform, matrix};

use crate::said::{self, Diagnostic};
use crate::setup;

matrix!(
    an_expired_token_or_an_unreachable_server_lose_nothing,
    a_control_plane_without_the_types_is_an_error_that_names_the_command,
    a_field_that_another_manager_applies_is_not_taken,
);

const ENDPOINT: &str = "  endpoints = { api = { port = 8080 } }";

/// A component that exists, and the state of it.
async fn applied(on: On) -> Result<(Platform, Terraform)> {
    let platform = setup::furnished(on).await?;
    let terraform = setup::terraform(&platform, &setup::component("web", ENDPOINT)).await?;
    terraform.apply(&[]).await?.ok()?;
    Ok((platform, terraform))
}

/// Plan and apply fail, leave the state alone, and say these things.
async fn fails(terraform: &Terraform, says: &[&str]) -> Result<Vec<Diagnostic>> {
    let state = terraform.state_file()?;
    let (code, diagnostics) = said::plan(terraform).await?;
    assert_eq!(code, Some(1), "{diagnostics:?}");
    let error = diagnostics.iter().find(|one| one.is_error()).context("no error")?;
    for part in says {
        assert!(error.text().contains(part), "{part:?} is not in {:?}", error.text());
    }
    terraform.apply(&[]).await?.failed()?;
    assert_eq!(terraform.state_file()?, state);
    Ok(diagnostics)
}

/// A kubeconfig that differs in one thing.
fn kubeconfig(from: &Path, terraform: &Terraform, change: impl FnOnce(&mut Kubeconfig)) -> Result<PathBuf> {
    let mut config = Kubeconfig::read_from(from)?;
    change(&mut config);
    let path = terraform.directory().join("kubeconfig");
    std::fs::write(&path, serde_json::to_string(&config)?)?;
    Ok(path)
}

async fn an_expired_token_or_an_unreachable_server_lose_nothing(on: On) -> Result<()> {
    let (platform, mut terraform) = applied(on).await?;
    let expired = kubeconfig(platform.kubeconfig(), &terraform, |config| {
        let users = config.auth_infos.iter_mut().filter_map(|user| user.auth_info.as_mut());
        users.for_each(|user| user.token = Some("expired".to_owned().into()));
    })?;
    terraform.set("KUBE_CONFIG_PATH", &expired.display().to_string());
    fails(&terraform, &["does not accept the credentials", "A token may have expired: renew it"]).await?;
    let unreachable = kubeconfig(platform.kubeconfig(), &terraform, |config| {
        let clusters = config.clusters.iter_mut().filter_map(|cluster| cluster.cluster.as_mut());
        clusters.for_each(|cluster| cluster.server = Some("https://127.0.0.1:1".to_owned()));
    })?;
    terraform.set("KUBE_CONFIG_PATH", &unreachable.display().to_string());
    fails(&terraform, &["https://127.0.0.1:1", "does not answer", "Check that the control plane runs"]).await?;
    terraform.set("KUBE_CONFIG_PATH", &platform.kubeconfig().display().to_string());
    terraform.plan_is_empty().await
}

async fn a_control_plane_without_the_types_is_an_error_that_names_the_command(on: On) -> Result<()> {
    const INSTALL: &str = "openchoreo crds | kubectl apply --server-side -f -";
    let empty = match on.server() {
        Server::Embedded => ControlPlane::embedded().await?,
        Server::Real => ControlPlane::shared(Shared::Bare).await?,
    };
    let (platform, mut existing) = applied(on).await?;
    let impatient = format!("{ENDPOINT}\n  timeouts {{ create = \"3s\" }}");
    let mut terraform = setup::terraform(&platform, &setup::component("web", &impatient)).await?;
    terraform.set("KUBE_CONFIG_PATH", &empty.kubeconfig().display().to_string());
    let (code, diagnostics) = said::plan(&terraform).await?;
    assert_eq!(code, Some(2), "{diagnostics:?}");
    assert!(diagnostics.iter().all(|one| !one.is_error() && one.text().contains(INSTALL)), "{diagnostics:?}");
    let (code, diagnostics) = said::apply(&terraform).await?;
    assert_eq!(code, Some(1), "{diagnostics:?}");
    let error = diagnostics.iter().find(|one| one.is_error()).context("no error")?;
    assert!(error.text().contains(INSTALL), "{error:?}");
    // What is in the state stays there when the type goes.
    existing.set("KUBE_CONFIG_PATH", &empty.kubeconfig().display().to_string());
    fails(&existing, &["not installed", INSTALL]).await?;
    Ok(())
}

async fn a_field_that_another_manager_applies_is_not_taken(on: On) -> Result<()> {
    let (platform, terraform) = applied(on).await?;
    let theirs = "{\"apiVersion\": \"choreo.dev/v1\", \"kind\": \"Component\", \"metadata\": {\"name\": \"web\"}, \
                  \"spec\": {\"type\": \"service\", \"image\": \"flux:1\"}}";
    let arguments = ["apply", "--server-side", "--field-manager=flux", "--force-conflicts", "-f", "-"];
    let kubectl = platform.kubectl()?;
    kubectl.run_with_input(&arguments, theirs).await?.ok()?;
    let diagnostics = fails(&terraform, &["image", "\"flux\"", "force_conflicts"]).await?;
    assert!(diagnostics.iter().any(|one| one.is_error() && one.code() == "image = \"web:1\""), "{diagnostics:?}");
    let live = kubectl.run(&["get", "component", "web", "-o=jsonpath={.spec.image}"]).await?.ok()?;
    assert_eq!(live.stdout, "flux:1");
    Ok(())
}
