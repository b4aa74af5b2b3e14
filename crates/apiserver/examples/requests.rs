//! Times creates, lists and a watch against a server in a directory: `requests [OBJECTS]`.

use std::error::Error;
use std::time::Instant;

use futures::StreamExt;
use kube::api::{Api, ApiResource, DynamicObject, ListParams, PostParams, WatchParams};
use kube::core::GroupVersionKind;
use openchoreo_apiserver::{ApiServer, Options, StoreLocation};
use serde_json::json;

fn config_map(number: usize) -> Result<DynamicObject, serde_json::Error> {
    serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": format!("c{number}"), "labels": {"app": "x", "tier": "web"}},
        "data": {"text": "x".repeat(1500)},
    }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let objects: usize = std::env::args().nth(1).unwrap_or_else(|| "1000".to_owned()).parse()?;
    let directory = tempfile::tempdir()?;
    let begun = Instant::now();
    let store = StoreLocation::Dir(directory.path().to_owned());
    let server = ApiServer::open(Options { store, ..Options::default() }).await?;
    eprintln!("open                     {:>9.2?}", begun.elapsed());
    let kind = ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", "ConfigMap"));
    let api: Api<DynamicObject> = Api::namespaced_with(server.client(), "default", &kind);
    for (first, parallel) in [(0, 1), (objects, 32)] {
        let begun = Instant::now();
        let creates = (first..first + objects).map(|number| {
            let api = api.clone();
            async move { api.create(&PostParams::default(), &config_map(number)?).await.map_err(Box::<dyn Error>::from) }
        });
        let mut creates = futures::stream::iter(creates).buffer_unordered(parallel);
        while let Some(created) = creates.next().await {
            created?;
        }
        let each = begun.elapsed() / u32::try_from(objects)?;
        eprintln!("create, {parallel:>2} at once       {each:>9.2?} each");
    }
    for _ in 0..3 {
        let begun = Instant::now();
        let bytes =
            server.client().request_text(http::Request::get("/api/v1/configmaps?limit=1000").body(vec![])?).await?;
        eprintln!("list of {} objects     {:>9.2?} ({} bytes)", objects.min(1000), begun.elapsed(), bytes.len());
    }
    let begun = Instant::now();
    let mut events = api.watch(&WatchParams::default(), "4").await?.boxed();
    for _ in 0..2 * objects {
        events.next().await.ok_or("the watch ended")??;
    }
    eprintln!("watch of {} events     {:>9.2?}", 2 * objects, begun.elapsed());
    let typed = Instant::now();
    let listed = api.list(&ListParams::default()).await?;
    eprintln!("list and decode {}     {:>9.2?}", listed.items.len(), typed.elapsed());
    server.close().await?;
    Ok(())
}
