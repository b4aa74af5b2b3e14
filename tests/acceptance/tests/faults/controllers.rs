//! The controllers, between whom and the API server something goes wrong.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{
    Call, CannedAnswer, ControlPlane, Controller, Extent, Fault, FaultProxy, Kubectl, at_hand,
};
use xtask::tools::Tool;

use crate::world::apart;

/// On one cluster, only one set of controllers may run at a time.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// A component of each type, and what they need.
const ACME: &str = include_str!("../controller/acme.yaml");
const APPLY: [&str; 4] = ["apply", "--server-side", "-f", "-"];

macro_rules! servers {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                if !openchoreo_acceptance::at_hand(&[xtask::tools::Tool::Kubectl]) {
                    return Ok(());
                }
                super::$name(&openchoreo_acceptance::ControlPlane::embedded().await?).await
            })*
        }

        mod real {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                let _alone = super::ONE_AT_A_TIME.lock().await;
                match super::real().await? {
                    Some(plane) => super::$name(&plane).await,
                    None => Ok(()),
                }
            })*
        }
    };
}

servers!(they_converge_through_every_fault, they_do_not_hammer_a_server_that_fails);

async fn real() -> Result<Option<ControlPlane>> {
    let is_there = at_hand(&[Tool::Kubectl]) && Extent::Api.at_hand();
    Ok(if is_there { Some(ControlPlane::real().await?) } else { None })
}

async fn start(proxy: &FaultProxy) -> Result<Controller> {
    Controller::start(&proxy.kubeconfig(), &["--install-crds", "--simulated-workloads"]).await
}

/// Every object of the platform's kinds that is written, and every watch, meets one of these.
fn trouble(proxy: &FaultProxy) {
    let busy = CannedAnswer::status(429, "TooManyRequests", "too many requests").header("retry-after", "1");
    let internal = CannedAnswer::status(500, "InternalError", "etcdserver: leader changed");
    let starting = CannedAnswer::page(503, "<html>starting</html>");
    let faults: [Fault; 6] = [
        busy.into(),
        internal.into(),
        starting.into(),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Delay(Duration::from_millis(300)),
    ];
    let met = Arc::new(Mutex::new(HashSet::new()));
    for fault in faults {
        let met = met.clone();
        let once = move |call: &Call| {
            let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
            call.is_write() && met.insert(call.path.clone())
        };
        proxy.fault(3, fault, once);
    }
    proxy.fault(8, CannedAnswer::expired_watch().into(), Call::is_watch);
    proxy.fault(8, Fault::Cut(Duration::from_millis(200)), Call::is_watch);
    proxy.fault(3, CannedAnswer::status(500, "InternalError", "no").into(), |call| call.method == "GET");
}

async fn they_converge_through_every_fault(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let controller = start(&proxy).await?;
    let outcome = life_of_an_organization(&proxy, &plane.kubectl()?).await;
    outcome.with_context(|| format!("the controllers said:\n{}", controller.log()))?;
    let stopped = controller.stop().await?.ok()?;
    ensure!(!stopped.stderr.contains("panicked"), "{}", stopped.stderr);
    Ok(())
}

async fn life_of_an_organization(proxy: &FaultProxy, kubectl: &Kubectl) -> Result<()> {
    // Nobody has installed the definitions of add-ons.
    let bare = "capabilities: {gatewayApi: false, serviceMonitor: false}";
    let acme = ACME.replace("gateway: {publicHost: acme.example}", bare);
    trouble(proxy);
    let organization = acme.split("---").next().unwrap_or_default();
    kubectl.run_with_input(&APPLY, organization).await?.ok()?;
    let ready = "--for=condition=Ready";
    kubectl.run(&["wait", "organization", "acme", ready, "--timeout=120s"]).await?.ok()?;
    kubectl.run_with_input(&APPLY, &acme).await?.ok()?;
    kubectl.run(&["wait", "components", "--all", "-n", "acme", ready, "--timeout=120s"]).await?.ok()?;
    // Every watch breaks, and comes back to a server that has moved on.
    proxy.close();
    let image = r#"{"spec": {"image": "registry.acme.example/api:2"}}"#;
    kubectl.run(&["patch", "component", "api", "-n", "acme", "--type=merge", "-p", image]).await?.ok()?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    proxy.open();
    trouble(proxy);
    let observed = "--for=jsonpath={.status.observedGeneration}=2";
    let changed = ["wait", "component", "api", "-n", "acme", observed, "--timeout=120s"];
    kubectl.run(&changed).await?.ok()?;
    trouble(proxy);
    kubectl.run(&["delete", "organization", "acme", "--timeout=120s"]).await?.ok()?;
    Ok(())
}

async fn they_do_not_hammer_a_server_that_fails(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let controller = start(&proxy).await?;
    let kubectl = plane.kubectl()?;
    let organization =
        r#"{"apiVersion": "choreo.dev/v1", "kind": "Organization", "metadata": {"name": "hammered"}, "spec": {}}"#;
    kubectl.run_with_input(&APPLY, organization).await?.ok()?;
    let until = |what: &str| ["wait", "organization", "hammered", what, "--timeout=120s"].map(str::to_owned);
    wait(&kubectl, &controller, &until("--for=condition=Ready")).await?;
    let internal = CannedAnswer::status(500, "InternalError", "no space left on device");
    let reports = |call: &Call| call.is_write() && call.path.ends_with("/organizations/hammered/status");
    proxy.fault(4, internal.into(), reports);
    let change = r#"{"spec": {"displayName": "Hammered"}}"#;
    kubectl.run(&["patch", "organization", "hammered", "--type=merge", "-p", change]).await?.ok()?;
    wait(&kubectl, &controller, &until("--for=jsonpath={.status.observedGeneration}=2")).await?;
    let mut calls: Vec<_> = proxy.seen().into_iter().filter(|seen| reports(&seen.call)).collect();
    calls.drain(..calls.iter().position(|seen| seen.faulty).context("no report met a fault")?);
    for (index, pause) in [250, 500, 1000, 2000].into_iter().enumerate() {
        apart(&calls[index..index + 2], Duration::from_millis(pause))?;
    }
    kubectl.run(&["delete", "organization", "hammered", "--timeout=120s"]).await?.ok()?;
    controller.stop().await?.ok()?;
    Ok(())
}

async fn wait(kubectl: &Kubectl, controller: &Controller, arguments: &[String]) -> Result<()> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    kubectl.run(&arguments).await?.ok().with_context(|| controller.log())?;
    Ok(())
}
