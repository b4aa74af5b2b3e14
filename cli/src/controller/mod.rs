//! `openchoreo controller`.

mod connect;
mod definitions;

use std::ffi::OsString;

use anyhow::{Context, bail};
use openchoreo_apply::control_plane::ControlPlane;
use openchoreo_controller::{Options, simulator};

use crate::log;
use crate::signal::Stop;

/// Arguments of `openchoreo controller`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  openchoreo controller --kubeconfig ~/.kube/config --context staging --install-crds
  openchoreo controller        in a pod, with the rights of examples/controller/rbac.yaml

Run one: there is no leader election yet, and two would do the same work against each other. It ends with exit code 0
when it is interrupted or terminated, after it has finished what is under way; a second signal ends it at once, with 1.")]
pub(crate) struct Arguments {
    /// Kubeconfig of the cluster; several are separated as in PATH [default: the service account of the pod].
    #[arg(long, value_name = "FILE", env = "KUBECONFIG", hide_env_values = true)]
    kubeconfig: Option<OsString>,
    /// Context of the kubeconfig [default: its current context].
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    /// Install the definitions of the platform's kinds first, or bring them up to date.
    #[arg(long)]
    install_crds: bool,
    /// For clusters without nodes: run no container, but report Deployments and StatefulSets as available and Jobs as
    /// complete.
    #[arg(long)]
    simulated_workloads: bool,
}

/// Runs the controllers until they are told to stop.
///
/// # Errors
/// Why they cannot start, or why they ended though nobody told them to.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    let outcome = runtime.block_on(serve(arguments));
    // What the second signal cut off must not keep the process.
    runtime.shutdown_background();
    outcome
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { kubeconfig, context, install_crds, simulated_workloads } = arguments;
    let stop = Stop::listen()?;
    let control_plane = tokio::select! {
        // A command that prints credentials may hang.
        connected = connect::run(kubeconfig, context) => connected?,
        () = stop.clone().asked() => return Ok(()),
    };
    tokio::select! {
        prepared = definitions::prepare(&control_plane, install_crds) => prepared?,
        () = stop.clone().asked() => return Ok(()),
    }
    log::complain(&format!("The controllers run against {}.\n", control_plane.host()));
    if simulated_workloads {
        log::complain("Workloads are simulated: they become available, but no container runs.\n");
        tokio::spawn(simulator::run(control_plane.client(), stop.clone().asked()));
    }
    reconcile(&control_plane, stop).await
}

async fn reconcile(control_plane: &ControlPlane, stop: Stop) -> anyhow::Result<()> {
    let options = Options { shutdown: stop.clone().asked() };
    let controllers = tokio::spawn(openchoreo_controller::run(control_plane.client(), options));
    let announce = async {
        stop.clone().asked().await;
        log::complain("Stopping.\n");
        stop.clone().insisted().await;
    };
    tokio::select! {
        // Told to stop, the controllers may end before this task runs again: what it says comes first.
        biased;
        () = announce => bail!("told twice to stop: what was under way is left for the next start"),
        ended = controllers => match ended {
            Ok(()) if stop.is_asked() => Ok(()),
            Ok(()) => bail!("the controllers ended, though nobody told them to"),
            Err(error) => Err(error).context("the controllers failed"),
        },
    }
}
