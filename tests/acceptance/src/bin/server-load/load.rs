//! The requests that are measured.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt, stream};
use http::Request;
use kube::Client;
use openchoreo_acceptance::{ControlPlane, Events, Wire, addons};
use serde_json::{Value, json};

use crate::server::Server;

/// How many requests are on their way at a time where more than one is.
const AT_A_TIME: usize = 16;

/// Where the objects are that are applied one after another, listed and watched.
pub(crate) const ONE_BY_ONE: &str = "one-by-one";
/// Where the objects are that are applied several at a time.
pub(crate) const CONCURRENT: &str = "concurrent";
const WARM_UP: &str = "warm-up";
const WARM_UPS: usize = 50;
/// After the definitions, kube-apiserver is busy with its documents for a while.
const REST: Duration = Duration::from_secs(5);

/// Prepares a server: the kind of the objects, the namespaces, and some work that is not measured.
pub(crate) async fn prepare(control_plane: &ControlPlane) -> Result<()> {
    let component = openchoreo_api::crd::crd("Component").context("the definition of components")?;
    addons::install(&control_plane.client(), &[serde_json::to_value(component)?]).await?;
    let wire = control_plane.wire();
    for name in [WARM_UP, ONE_BY_ONE, CONCURRENT] {
        let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } });
        wire.post("/api/v1/namespaces", &namespace).await?.ok()?;
    }
    tokio::time::sleep(REST).await;
    one_by_one(&wire, WARM_UP, &(0..WARM_UPS).collect::<Vec<_>>(), "warm").await?;
    Ok(())
}

/// Applies objects one after another; `level` is a value in their specification. Gives the time of each.
pub(crate) async fn one_by_one(wire: &Wire, namespace: &str, objects: &[usize], level: &str) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(objects.len());
    for object in objects {
        let started = Instant::now();
        apply(wire, namespace, *object, level).await?;
        times.push(started.elapsed());
    }
    Ok(times)
}

/// Applies objects several at a time. Gives the time of all.
pub(crate) async fn concurrently(wire: &Wire, namespace: &str, objects: &[usize], level: &str) -> Result<Duration> {
    let started = Instant::now();
    let applied = stream::iter(objects).map(|object| apply(wire, namespace, *object, level));
    applied.buffer_unordered(AT_A_TIME).try_for_each(|_| async { Ok(()) }).await?;
    Ok(started.elapsed())
}

/// Lists the objects of a namespace, which must be so many. Gives the time until all of the answer is there.
pub(crate) async fn list(client: Client, namespace: &str, objects: usize) -> Result<Duration> {
    let request = Request::get(path(namespace)).body(Vec::new())?;
    let started = Instant::now();
    let text = client.request_text(request).await?;
    let taken = started.elapsed();
    let list: Value = serde_json::from_str(&text)?;
    match list["items"].as_array().map(Vec::len) {
        Some(found) if found == objects => Ok(taken),
        found => bail!("a list of {objects} objects has {found:?}"),
    }
}

/// Changes of a namespace from now on.
pub(crate) async fn watch(server: &Server, namespace: &str) -> Result<Events> {
    let wire = server.wire();
    let list = wire.get(&format!("{}?limit=1", path(namespace))).await?.ok()?;
    let version = list["metadata"]["resourceVersion"].as_str().context("the version of a list")?;
    wire.watch(&format!("{}?watch=true&resourceVersion={version}", path(namespace))).await
}

/// Changes objects one after another. Gives the times from the beginning of each write to its event.
pub(crate) async fn until_seen(
    wire: &Wire,
    events: &mut Events,
    objects: &[usize],
    level: &str,
) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(objects.len());
    for object in objects {
        let started = Instant::now();
        let seen = async {
            let event = events.next().await.context("the watch has ended")??;
            Ok::<_, anyhow::Error>((started.elapsed(), event))
        };
        let (_, (taken, event)) = futures::try_join!(apply(wire, ONE_BY_ONE, *object, level), seen)?;
        if event["type"] != "MODIFIED" || event["object"]["metadata"]["name"] != name(*object) {
            bail!("not the event of {}: {event}", name(*object));
        }
        times.push(taken);
    }
    Ok(times)
}

async fn apply(wire: &Wire, namespace: &str, object: usize, level: &str) -> Result<Value> {
    let path = format!("{}/{}?fieldManager=load&force=true", path(namespace), name(object));
    wire.apply(&path, &component(&name(object), level)).await?.ok()
}

fn path(namespace: &str) -> String {
    format!("/apis/choreo.dev/v1/namespaces/{namespace}/components")
}

fn name(object: usize) -> String {
    format!("load-{object}")
}

fn component(name: &str, level: &str) -> Value {
    json!({
        "apiVersion": "choreo.dev/v1",
        "kind": "Component",
        "metadata": { "name": name },
        "spec": {
            "type": "service",
            "runtime": "go",
            "image": "registry.example/load:1.0",
            "env": { "LOG_LEVEL": level, "PORT": "8080" },
            "endpoints": [{ "name": "api", "port": 8080, "path": "/api", "visibility": ["public"] }],
            "resources": {
                "requests": { "cpu": "100m", "memory": "64Mi" },
                "limits": { "cpu": "200m", "memory": "128Mi" },
            },
        },
    })
}
