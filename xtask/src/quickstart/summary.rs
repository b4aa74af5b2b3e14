//! What was created, where it is, and how to look further.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::progress;

use super::{Client, server::Server};

const COMPILED: &str = "deployments,cronjobs,jobs,services,serviceaccounts,configmaps,secrets,networkpolicies,\
                        horizontalpodautoscalers,poddisruptionbudgets,httproutes,servicemonitors";

pub(super) fn print(client: &Client, kubectl: &Path, server: &Server) -> Result<()> {
    let look = Kubectl { program: kubectl, server };
    println!("\nResources in terraform's state");
    table(&counted(
        progress::capture("terraform state list", client.command().args(["state", "list"]))?.lines().map(of_address),
    ));
    println!("\nCells");
    look.names(&["namespaces", "-l", "choreo.dev/cell=true"])?
        .iter()
        .for_each(|cell| println!("  {}", after_slash(cell)));
    println!("\nCompiled objects");
    let objects = look.names(&[COMPILED, "--all-namespaces", "-l", "app.kubernetes.io/managed-by=openchoreo"])?;
    table(&counted(objects.iter().map(|name| name.split('/').next().unwrap_or(name))));
    println!("\nURLs");
    outputs(client)?.iter().for_each(|(name, output)| urls(&output["value"], name));
    println!("\nLook further");
    println!("  export KUBECONFIG={}", server.kubeconfig.display());
    println!("  kubectl get components,environments,projects --all-namespaces");
    println!("  kubectl get deployments,services,networkpolicies --all-namespaces");
    println!("  log of the control plane: {}", server.log.display());
    println!("\nStop it and remove everything\n  cargo xtask quickstart --down");
    Ok(())
}

struct Kubectl<'a> {
    program: &'a Path,
    server: &'a Server,
}

impl Kubectl<'_> {
    fn names(&self, arguments: &[&str]) -> Result<Vec<String>> {
        let mut command = Command::new(self.program);
        command.arg("--kubeconfig").arg(&self.server.kubeconfig).arg("get").args(arguments).args(["-o", "name"]);
        Ok(progress::capture("kubectl get", &mut command)?.lines().map(str::to_owned).collect())
    }
}

fn outputs(client: &Client) -> Result<serde_json::Map<String, Value>> {
    let text = progress::capture("terraform output", client.command().args(["output", "-json"]))?;
    serde_json::from_str(&text).context("terraform output -json wrote something else than an object")
}

/// Every URL in an output, with the way to it.
fn urls(value: &Value, path: &str) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| urls(field, &format!("{path} {name}"))),
        Value::String(text) if text.contains("://") => println!("  {path}: {text}"),
        _ => {}
    }
}

fn table(counts: &BTreeMap<String, usize>) {
    counts.iter().for_each(|(name, count)| println!("  {count:>4}  {name}"));
}

fn counted<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.for_each(|name| *counts.entry(name.to_owned()).or_default() += 1);
    counts
}

/// The resource type in an address such as `module.a.openchoreo_component.service["cart"]`.
fn of_address(address: &str) -> &str {
    address.split('.').find(|part| part.starts_with("openchoreo_")).unwrap_or(address)
}

fn after_slash(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_counted_by_type() {
        let list = ["openchoreo_project.shop", "openchoreo_component.a[\"x\"]", "module.m.openchoreo_component.b"];
        let counts = counted(list.into_iter().map(of_address));
        assert_eq!(counts["openchoreo_component"], 2);
        assert_eq!(counts["openchoreo_project"], 1);
    }
}
