//! A real cluster that lives as long as the process that started it: until standard input closes.
//!
//! It writes one line, `READY` and the path of a kubeconfig, to standard output. That it is a process of its own makes it
//! outlive a test process that panics or is killed, and clean up after it.
#![allow(clippy::print_stdout, reason = "the line is for the process that started this one")]

use std::io::{self, Read};
use std::process::ExitCode;
use std::thread;

use anyhow::{Result, bail};
use openchoreo_acceptance::{Account, Cluster, Controller, Shared};
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(shared) = Shared::ALL.into_iter().find(|shared| shared.name() == name) else {
        bail!("the argument is one of {}, not {name:?}", Shared::ALL.map(Shared::name).join(", "));
    };
    let mut abandoned = std::pin::pin!(abandoned());
    // The controllers end before the cluster that they run on: they are dropped first.
    let (mut cluster, mut controllers) = tokio::select! {
        started = start(shared) => started?,
        () = &mut abandoned => return Ok(()),
    };
    println!("READY {}", cluster.kubeconfig().display());
    tokio::select! {
        error = cluster.failure() => Err(error),
        error = failure(&mut controllers) => Err(error),
        () = &mut abandoned => Ok(()),
    }
}

async fn start(shared: Shared) -> Result<(Cluster, Option<(Account, Controller)>)> {
    let cluster = Cluster::start(shared.extent(), shared.storage()).await?;
    let controllers = match shared.controllers() {
        Some(log) => Some(cluster.start_controllers(log).await?),
        None => None,
    };
    Ok((cluster, controllers))
}

async fn failure(controllers: &mut Option<(Account, Controller)>) -> anyhow::Error {
    match controllers {
        Some((_, controller)) => controller.failure().await,
        None => std::future::pending().await,
    }
}

/// Waits until nobody needs the cluster any more.
async fn abandoned() {
    let (closed, input) = oneshot::channel();
    // A thread rather than a task: it may be reading still when the process ends.
    thread::spawn(move || {
        // What comes, and why no more comes, does not matter.
        let _ = io::stdin().read_to_end(&mut Vec::new());
        let _ = closed.send(());
    });
    tokio::select! {
        _ = input => {}
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
