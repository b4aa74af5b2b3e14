//! What a test starts with: a platform behind a proxy, and components of it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Diagnostic, FaultProxy, On, Output, Platform, Seen, Terraform, configuration};
use serde_json::Value;

/// The components `web-0`, `web-1` and so on; each operation may take so long.
pub(crate) fn components(count: usize, timeout: &str) -> String {
    configuration(&format!(
        r#"resource "openchoreo_component" "web" {{
  count        = {count}
  organization = var.organization
  name         = "web-${{count.index}}"
  type         = "service"
  image        = "registry.acme.example/web:1"
  endpoints    = {{ api = {{ port = 8080 }} }}
  timeouts {{
    create = "{timeout}"
    update = "{timeout}"
    delete = "{timeout}"
  }}
}}
"#
    ))
}

/// A platform whose organization has a project, the client that works on it, and the proxy between them.
pub(crate) struct World {
    pub(crate) platform: Platform,
    pub(crate) proxy: FaultProxy,
    pub(crate) terraform: Terraform,
}

impl World {
    pub(crate) async fn new(on: On, configuration: &str) -> Result<Self> {
        Self::over(on.start().await?, configuration).await
    }

    pub(crate) async fn over(platform: Platform, configuration: &str) -> Result<Self> {
        platform.furnish().await?;
        let proxy = FaultProxy::start(platform.kubeconfig()).await?;
        let mut terraform = platform.terraform(configuration).await?;
        terraform.set("KUBE_CONFIG_PATH", &proxy.kubeconfig().display().to_string());
        Ok(Self { platform, proxy, terraform })
    }

    /// The path of a component.
    pub(crate) fn path(&self, component: &str) -> String {
        format!("/apis/choreo.dev/v1/namespaces/{}/components/{component}", self.platform.organization())
    }

    /// The components that there are.
    pub(crate) async fn live(&self) -> Result<Vec<Value>> {
        let wire = self.platform.wire().await?;
        let list = wire.get(self.path("").trim_end_matches('/')).await?.ok()?;
        Ok(list["items"].as_array().cloned().unwrap_or_default())
    }

    /// Every fault has happened, and [`Self::stands`].
    pub(crate) async fn holds(&self, count: usize) -> Result<()> {
        let idle = self.proxy.idle();
        ensure!(idle.is_empty(), "these faults never happened: {idle:#?}");
        self.stands(count).await
    }

    /// There are exactly so many components, each created once and never changed after it, and nothing is left to do.
    pub(crate) async fn stands(&self, count: usize) -> Result<()> {
        let live = self.live().await?;
        let found: Vec<_> = live.iter().map(|one| (&one["metadata"]["name"], &one["metadata"]["generation"])).collect();
        let mut names: Vec<_> = (0..count).map(|index| (Value::from(format!("web-{index}")), Value::from(1))).collect();
        names.sort_by_key(|(name, _)| name.to_string());
        ensure!(found.into_iter().eq(names.iter().map(|(name, one)| (name, one))), "there are {live:#?}");
        let state = self.terraform.run(&["state", "list"]).await?.ok()?.stdout;
        ensure!(state.lines().count() == count, "the state has {state}");
        self.terraform.plan_is_empty().await
    }

    /// With the faults gone, another apply makes everything as it should be.
    pub(crate) async fn converges(&self, count: usize) -> Result<()> {
        self.proxy.heal();
        self.terraform.apply(&[]).await?.ok()?;
        self.holds(count).await
    }

    /// The calls for a path by a method, dry runs left out.
    pub(crate) fn calls(&self, method: &str, path: &str) -> Vec<Seen> {
        let mut seen = self.proxy.seen();
        seen.retain(|seen| seen.call.method == method && seen.call.path == path && !seen.call.is_dry_run());
        seen.retain(|seen| !seen.call.is_watch());
        seen
    }

    /// An `apply` that fails; what it says in one error has all these parts.
    pub(crate) async fn apply_fails(&self, says: &[&str]) -> Result<Vec<Diagnostic>> {
        let output = self.terraform.apply(&["-json"]).await?;
        ensure!(output.code == Some(1), "{}", output.text());
        says_error(&output, says)
    }
}

/// One error of an output has all these parts.
pub(crate) fn says_error(output: &Output, parts: &[&str]) -> Result<Vec<Diagnostic>> {
    says(output, parts, Diagnostic::is_error)
}

/// One warning of an output has all these parts.
pub(crate) fn says_warning(output: &Output, parts: &[&str]) -> Result<Vec<Diagnostic>> {
    says(output, parts, |one| !one.is_error())
}

fn says(output: &Output, parts: &[&str], which: impl Fn(&Diagnostic) -> bool) -> Result<Vec<Diagnostic>> {
    let diagnostics = output.diagnostics()?;
    let text = |one: &Diagnostic| one.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let found =
        diagnostics.iter().filter(|one| which(one)).any(|one| parts.iter().all(|part| text(one).contains(part)));
    ensure!(found, "{parts:?} are not said together in\n{}", output.text());
    Ok(diagnostics)
}

/// No call came sooner after the one before it, where that met a fault.
pub(crate) fn apart(calls: &[Seen], pause: Duration) -> Result<()> {
    for pair in calls.windows(2).filter(|pair| pair[0].faulty) {
        let gap = pair[1].at.duration_since(pair[0].at);
        ensure!(gap >= pause, "{} came again after {gap:?}", pair[1].call.path);
    }
    Ok(())
}

/// The UID of a component.
pub(crate) fn uid(object: &Value) -> Result<String> {
    Ok(object["metadata"]["uid"].as_str().context("an object without a UID")?.to_owned())
}
