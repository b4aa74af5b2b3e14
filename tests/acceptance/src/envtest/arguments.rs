//! The command lines of a cluster's programs.

use std::path::Path;

use anyhow::{Context, Result};
use xtask::tools::{Module, Tool};

use super::{Extent, Storage, credentials};

/// Clients of the tests come all at once, and so do the objects that a controller has to delete after them.
const UNLIMITED: [&str; 2] = ["--kube-api-qps=1000", "--kube-api-burst=2000"];

/// A single member that listens on unix sockets only.
pub(super) fn etcd(storage: Storage, dir: &Path) -> Vec<String> {
    let [client, peer] = ["client", "peer"].map(|name| socket(dir, name));
    let mut arguments = vec![
        format!("--data-dir={}", dir.join("etcd").display()),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=default={peer}"),
        "--log-level=error".to_owned(),
    ];
    if storage == Storage::Passing {
        arguments.push("--unsafe-no-fsync".to_owned());
    }
    arguments
}

pub(super) fn api_server(extent: Extent, dir: &Path, port: u16) -> Vec<String> {
    let file = |name: &str| dir.join(name).display().to_string();
    let mut arguments = vec![
        format!("--etcd-servers={}", socket(dir, "client")),
        "--bind-address=127.0.0.1".to_owned(),
        "--advertise-address=127.0.0.1".to_owned(),
        format!("--secure-port={port}"),
        "--endpoint-reconciler-type=none".to_owned(),
        "--service-cluster-ip-range=10.0.0.0/16".to_owned(),
        format!("--cert-dir={}", dir.display()),
        format!("--token-auth-file={}", file(credentials::TOKENS)),
        "--authorization-mode=RBAC".to_owned(),
        "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
        format!("--service-account-key-file={}", file(credentials::SERVICE_ACCOUNTS_PUBLIC)),
        format!("--service-account-signing-key-file={}", file(credentials::SERVICE_ACCOUNTS)),
        "--max-requests-inflight=2000".to_owned(),
        "--max-mutating-requests-inflight=1000".to_owned(),
    ];
    if extent != Extent::Full {
        // Nobody makes the service accounts that this admission would wait for.
        arguments.push("--disable-admission-plugins=ServiceAccount".to_owned());
    }
    if extent == Extent::Forgetful {
        arguments.extend(["--watch-cache=false", "--etcd-compaction-interval=1s"].map(str::to_owned));
    }
    arguments
}

/// None where no controllers run.
pub(super) fn controllers(extent: Extent, dir: &Path) -> Option<Vec<String>> {
    let names = match extent {
        Extent::Forgetful => return None,
        Extent::Api => "garbage-collector-controller,namespace-controller",
        Extent::Full => "*",
    };
    let mut arguments = client(dir);
    arguments.extend([
        format!("--controllers={names}"),
        format!("--service-account-private-key-file={}", dir.join(credentials::SERVICE_ACCOUNTS).display()),
        format!("--root-ca-file={}", dir.join(credentials::AUTHORITY).display()),
    ]);
    Some(arguments)
}

pub(super) fn scheduler(dir: &Path) -> Vec<String> {
    client(dir)
}

/// kwok, with the stages that its own release has for nodes and pods that are always well.
pub(super) fn kwok(dir: &Path) -> Result<Vec<String>> {
    let module = Module::of(Tool::Kwok).context("no module builds kwok")?;
    let stages = module.files().map(|file| format!("--config={}", file.display()));
    let kubeconfig = format!("--kubeconfig={}", credentials::kubeconfig(dir).display());
    let own = [kubeconfig, "--manage-all-nodes=true".to_owned(), "--node-lease-duration-seconds=40".to_owned()];
    Ok(own.into_iter().chain(stages).collect())
}

/// What the Kubernetes programs share that are clients of the API server: they serve nothing themselves.
fn client(dir: &Path) -> Vec<String> {
    let kubeconfig = format!("--kubeconfig={}", credentials::kubeconfig(dir).display());
    let fixed = ["--leader-elect=false", "--secure-port=0"].into_iter().chain(UNLIMITED);
    fixed.map(str::to_owned).chain([kubeconfig]).collect()
}

fn socket(dir: &Path, name: &str) -> String {
    format!("unix://{}", dir.join(name).display())
}
