//! `openchoreo dev`.

mod data_dir;
mod install;
mod kubeconfig;
mod seed;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use openchoreo_apiserver::store::StoreError;
use openchoreo_apiserver::{ApiServer, Listening, OpenError, Options, StoreLocation};
use openchoreo_controller::simulator;

use crate::log;
use crate::signal::Stop;
use data_dir::DataDir;

/// Arguments of `openchoreo dev`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  openchoreo dev
  openchoreo dev --data-dir /tmp/choreo --listen 127.0.0.1:0 --kubeconfig /tmp/choreo.kubeconfig

The kubeconfig is written when the control plane is ready, and not before. Workloads do not run: a simulator marks
them available.")]
pub(crate) struct Arguments {
    /// Directory that keeps the control plane's objects and credentials [default: openchoreo in the user's data directory].
    #[arg(long, value_name = "DIR", env = "OPENCHOREO_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Loopback address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:6443")]
    listen: SocketAddr,
    /// Where to write the kubeconfig [default: kubeconfig in the data directory].
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
    /// Do not create organization, data plane, environment, pipeline and project for manifests that name none.
    #[arg(long)]
    no_seed: bool,
}

/// Runs a control plane until it is told to stop.
///
/// # Errors
/// Why it cannot start or did not stop cleanly.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { data_dir, listen, kubeconfig, no_seed } = arguments;
    let stop = Stop::listen()?;
    let data_dir = DataDir::new(data_dir)?;
    let kubeconfig = kubeconfig.unwrap_or_else(|| data_dir.kubeconfig());
    let server = open(&data_dir).await?;
    kubeconfig::withdraw(&kubeconfig)?;
    let listening = server.listen(listen).await.with_context(|| format!("cannot serve on {listen}"))?;
    data_dir.announce(listening.addr)?;
    let client = server.client();
    install::definitions(&client).await?;
    if !no_seed {
        seed::objects(&client).await?;
    }
    let controllers = tokio::spawn(openchoreo_controller::run(
        client.clone(),
        openchoreo_controller::Options { shutdown: stop.clone().asked() },
    ));
    let simulator = tokio::spawn(simulator::run(client, stop.clone().asked()));
    kubeconfig::publish(&listening, &kubeconfig)?;
    log::print(&ready(&listening, &data_dir, &kubeconfig))?;
    stop.asked().await;
    log::complain("Stopping.\n");
    controllers.await.context("the controllers failed")?;
    simulator.await.context("the simulator failed")?;
    listening.shutdown().await;
    data_dir.withdraw();
    server.close().await.context("the store did not close cleanly; what was acknowledged is safe")
}

async fn open(data_dir: &DataDir) -> anyhow::Result<ApiServer> {
    let store = StoreLocation::Dir(data_dir.path().to_owned());
    match ApiServer::open(Options { store, ..Options::default() }).await {
        Err(OpenError::Store(StoreError::Locked { .. })) => Err(data_dir.in_use()),
        result => result.with_context(|| format!("cannot open the data directory {}", data_dir.path().display())),
    }
}

fn ready(listening: &Listening, data_dir: &DataDir, kubeconfig: &Path) -> String {
    let (data, file) = (data_dir.path().display(), kubeconfig.display());
    format!(
        "OpenChoreo is ready on https://{}, with its data in {data}.
Workloads are simulated: they become available, but no container runs.

  export KUBECONFIG={file}
  kubectl apply --server-side -f examples/user-service.yaml
  kubectl get components
  kubectl get deployments,services,networkpolicies --all-namespaces

Stop it with Ctrl-C; the data stays.
",
        listening.addr
    )
}
