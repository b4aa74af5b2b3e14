//! Users who may not do everything. On the real server their rights are roles; the embedded one has no rights, so that the
//! proxy denies there what the real one does.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{CannedAnswer, FaultProxy, On, Platform, Server, configuration, matrix, with_token};

use crate::world::{World, components, says_warning};

matrix!(
    who_may_only_read_can_plan_and_is_told_what_is_missing_to_apply,
    who_may_write_in_one_namespace_only_gets_that_done,
);

const ACCOUNT: &str = "restricted";

/// A kubeconfig of a user who may read everything, and write in these namespaces.
async fn restricted(on: On, world: &World, writable: &[&str]) -> Result<PathBuf> {
    match on.server() {
        Server::Embedded => {
            let denied: Vec<String> = writable.iter().map(|namespace| (*namespace).to_owned()).collect();
            deny(&world.proxy, denied);
            Ok(world.proxy.kubeconfig())
        }
        Server::Real => account(&world.platform, world, writable).await,
    }
}

/// Denies every write outside of these namespaces, dry runs among them.
fn deny(proxy: &FaultProxy, writable: Vec<String>) {
    for plural in ["components", "dataplanes"] {
        let answer = CannedAnswer::forbidden(ACCOUNT, "patch", plural, "the one asked for");
        let writable = writable.clone();
        proxy.fault(FaultProxy::ALWAYS, answer.into(), move |call| {
            let allowed = writable.iter().any(|namespace| call.path.contains(&format!("/namespaces/{namespace}/")));
            call.concerns(plural) && call.method != "GET" && !allowed
        });
    }
}

async fn account(platform: &Platform, world: &World, writable: &[&str]) -> Result<PathBuf> {
    let kubectl = platform.kubectl()?;
    let organization = platform.organization();
    let user = format!("--serviceaccount={organization}:{ACCOUNT}");
    kubectl.run(&["create", "serviceaccount", ACCOUNT]).await?.ok()?;
    let [reader, writer] = ["reader", "writer"].map(|role| format!("{organization}-{role}"));
    let resource = "--resource=components.choreo.dev,dataplanes.choreo.dev";
    kubectl.run(&["create", "clusterrole", &reader, "--verb=get,list,watch", resource]).await?.ok()?;
    kubectl.run(&["create", "clusterrolebinding", &reader, "--clusterrole", &reader, &user]).await?.ok()?;
    kubectl.run(&["create", "clusterrole", &writer, "--verb=create,patch,delete", resource]).await?.ok()?;
    for namespace in writable {
        let bind = ["create", "rolebinding", &writer, "--clusterrole", &writer, &user, "--namespace", namespace];
        kubectl.run(&bind).await?.ok()?;
    }
    let token = kubectl.run(&["create", "token", ACCOUNT]).await?.ok()?.stdout;
    let path = world.terraform.directory().join("restricted");
    std::fs::write(&path, with_token(platform.kubeconfig(), token.trim())?)?;
    Ok(path)
}

/// Lets the client work as the administrator again, who finishes what is left.
async fn administrator(world: &mut World) -> Result<()> {
    world.proxy.heal();
    world.terraform.set("KUBE_CONFIG_PATH", &world.proxy.kubeconfig().display().to_string());
    world.terraform.apply(&[]).await?.ok()?;
    world.terraform.plan_is_empty().await
}

async fn who_may_only_read_can_plan_and_is_told_what_is_missing_to_apply(on: On) -> Result<()> {
    let mut world = World::new(on, &components(2, "60s")).await?;
    let reader = restricted(on, &world, &[]).await?;
    world.terraform.set("KUBE_CONFIG_PATH", &reader.display().to_string());
    let organization = world.platform.organization().to_owned();
    let right = format!("patch and create on components.choreo.dev in namespace \"{organization}\"");
    let command = "kubectl create role terraform-components --verb=get,list,watch,create,patch,delete";
    let plan = world.terraform.plan(&["-json"]).await?;
    ensure!(plan.code == Some(2), "{}", plan.text());
    let said = says_warning(&plan, &["The plan was not checked", "cannot patch resource", &right, command])?;
    ensure!(said.len() == 1, "it is said more than once: {said:?}");
    world.apply_fails(&["Cannot create component", "denies it", &right, command, &organization]).await?;
    ensure!(world.live().await?.is_empty(), "something was created");
    administrator(&mut world).await?;
    // Who may only read sees that there is nothing to do.
    world.terraform.set("KUBE_CONFIG_PATH", &restricted_again(on, &world, &reader).display().to_string());
    world.stands(2).await
}

fn restricted_again(on: On, world: &World, reader: &std::path::Path) -> PathBuf {
    if on.server() == Server::Embedded {
        deny(&world.proxy, Vec::new());
    }
    reader.to_owned()
}

async fn who_may_write_in_one_namespace_only_gets_that_done(on: On) -> Result<()> {
    let resources = r#"
locals {
  organizations = { mine = var.organization, theirs = "${var.organization}-theirs" }
}

resource "openchoreo_data_plane" "second" {
  for_each     = local.organizations
  organization = each.value
  name         = "second"
  registry     = "registry.acme.example"
  timeouts {
    create = "60s"
  }
}
"#;
    let mut world = World::new(on, &configuration(resources)).await?;
    let mine = world.platform.organization().to_owned();
    let theirs = format!("{mine}-theirs");
    let kubectl = world.platform.kubectl()?;
    let organization = format!(
        "{{\"apiVersion\": \"choreo.dev/v1\", \"kind\": \"Organization\", \"metadata\": {{\"name\": \"{theirs}\"}}, \"spec\": {{}}}}"
    );
    kubectl.run_with_input(&["apply", "--server-side", "-f", "-"], &organization).await?.ok()?;
    kubectl.run(&["wait", "organization", &theirs, "--for=condition=Ready", "--timeout=120s"]).await?.ok()?;
    let writer = restricted(on, &world, &[&mine]).await?;
    world.terraform.set("KUBE_CONFIG_PATH", &writer.display().to_string());
    let right = format!("patch and create on dataplanes.choreo.dev in namespace \"{theirs}\"");
    let said = world.apply_fails(&["denies it", &right, &format!("--namespace={theirs}")]).await?;
    ensure!(said.iter().filter(|one| one.is_error()).count() == 1, "{said:?}");
    let state = world.terraform.run(&["state", "list"]).await?.ok()?.stdout;
    ensure!(state.trim() == "openchoreo_data_plane.second[\"mine\"]", "the state has {state}");
    administrator(&mut world).await?;
    world.terraform.destroy(&[]).await?.ok()?;
    kubectl.run(&["delete", "organization", &theirs, "--timeout=120s"]).await?.ok()?;
    Ok(())
}
