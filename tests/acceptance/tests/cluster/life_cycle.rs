//! Clusters end with those who need them.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use kube::config::Kubeconfig;
use openchoreo_acceptance::{Extent, Shared, children, runs};
use xtask::workspace;

/// Host and port of the cluster in a kubeconfig.
fn address(kubeconfig: &Path) -> Result<String> {
    let file = Kubeconfig::read_from(kubeconfig)?;
    let cluster = file.clusters.into_iter().next().and_then(|cluster| cluster.cluster).context("no cluster")?;
    Ok(cluster.server.context("no server")?.trim_start_matches("https://").to_owned())
}

#[test]
fn a_cluster_ends_and_leaves_nothing_when_the_process_that_needs_it_dies() -> Result<()> {
    if !Extent::Api.at_hand() {
        return Ok(());
    }
    let mut command = Command::new(workspace::binary("real-cluster"));
    let mut cluster = command.arg(Shared::Platform.name()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(cluster.stdout.take().context("no output")?).read_line(&mut line)?;
    let kubeconfig = Path::new(line.trim().strip_prefix("READY ").context("not ready")?);
    let address = address(kubeconfig)?;
    TcpStream::connect(&address)?;
    let programs = children(cluster.id())?;
    assert!(programs.len() == 4 && programs.iter().all(|program| runs(*program)), "{programs:?}");
    // What the operating system does with the pipes of a process that ends, however it ends.
    drop(cluster.stdin.take());
    assert!(cluster.wait()?.success());
    assert!(TcpStream::connect(&address).is_err(), "{address} answers still");
    assert!(programs.iter().all(|program| !runs(*program)), "{programs:?}");
    assert!(!kubeconfig.parent().context("no directory")?.exists());
    Ok(())
}
