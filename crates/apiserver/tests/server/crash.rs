use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use futures::StreamExt;
use kube::ResourceExt;
use kube::api::{DeleteParams, ListParams, PostParams};
use openchoreo_apiserver::{ApiServer, OpenError, Options, StoreLocation};

use crate::support::*;

/// Where the process that is to be killed keeps its store; absent in an ordinary run of the tests.
const DIRECTORY: &str = "APISERVER_CRASH_DIRECTORY";

fn at(directory: &std::path::Path) -> Options {
    Options { store: StoreLocation::Dir(directory.to_owned()), ..Options::default() }
}

/// Writes without end, and names each write once it is acknowledged. It does nothing unless it is told a directory.
#[tokio::test]
async fn writer_that_is_killed() {
    let Some(directory) = std::env::var_os(DIRECTORY) else { return };
    let server = server_with(at(directory.as_ref())).await;
    let api = widgets(&server);
    let writes = futures::stream::iter(0..).map(|number| {
        let api = api.clone();
        async move {
            let name = format!("w{number}");
            api.create(&PostParams::default(), &widget(&name)).await.unwrap();
            name
        }
    });
    let mut acknowledged = writes.buffer_unordered(8).boxed();
    while let Some(name) = acknowledged.next().await {
        eprintln!("acknowledged {name}");
    }
}

fn kill_after(directory: &std::path::Path, writes: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writer_that_is_killed", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut names: Vec<String> = Vec::new();
    let acknowledged = |line: String| line.strip_prefix("acknowledged ").map(str::to_owned);
    names.extend(lines.by_ref().filter_map(acknowledged).take(writes));
    child.kill().unwrap();
    // What was acknowledged before the kill but not read yet counts too.
    names.extend(lines.filter_map(acknowledged));
    child.wait().unwrap();
    names
}

#[tokio::test]
async fn acknowledged_writes_survive_a_kill() {
    for writes in [1, 7, 60, 250] {
        let directory = tempfile::tempdir().unwrap();
        let acknowledged = kill_after(directory.path(), writes);
        assert!(acknowledged.len() >= writes);
        let server = ApiServer::open(at(directory.path())).await.unwrap();
        let list = widgets(&server).list(&ListParams::default()).await.unwrap();
        let found: Vec<_> = list.iter().map(ResourceExt::name_any).collect();
        assert_eq!(acknowledged.iter().filter(|name| !found.contains(name)).count(), 0, "of {writes}");
        server.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_opener_is_told_that_the_store_is_in_use() {
    let directory = tempfile::tempdir().unwrap();
    let _first = ApiServer::open(at(directory.path())).await.unwrap();
    let second = ApiServer::open(at(directory.path())).await.err().unwrap();
    assert!(matches!(second, OpenError::Store(openchoreo_apiserver::store::StoreError::Locked { .. })));
}

#[tokio::test]
async fn a_deletion_that_was_cut_off_is_finished_after_the_restart() {
    let directory = tempfile::tempdir().unwrap();
    let server = server_with(at(directory.path())).await;
    namespaces(&server).create(&PostParams::default(), &namespace("team")).await.unwrap();
    widgets_in(&server, "team").create(&PostParams::default(), &widget("a")).await.unwrap();
    // The store closes before the collector gets to run.
    namespaces(&server).delete("team", &DeleteParams::default()).await.unwrap();
    server.close().await.unwrap();
    let server = ApiServer::open(at(directory.path())).await.unwrap();
    gone(&namespaces(&server), "team").await;
    assert_eq!(widgets_in(&server, "team").list(&ListParams::default()).await.unwrap().items.len(), 0);
}
