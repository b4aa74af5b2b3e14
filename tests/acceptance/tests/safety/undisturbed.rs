//! What an apply gives that nobody disturbs: the measure for those that were disturbed.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Inventory, On, Output, Server, matrix};
use openchoreo_api::{GROUP, names};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use xtask::workspace;

use crate::platform::World;

matrix!(it_is_what_render_prints);

/// A limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(180);

/// The inventory of a control plane after an apply and a while. Every embedded one comes to the same; of a real one, it
/// holds for the organization of this world alone.
pub(crate) async fn undisturbed(world: &World, on: On) -> Result<Inventory> {
    static INVENTORY: OnceCell<Inventory> = OnceCell::const_new();
    match on.server() {
        Server::Embedded => Ok(INVENTORY.get_or_try_init(|| applied(world)).await?.clone()),
        Server::Real => applied(world).await,
    }
}

async fn applied(world: &World) -> Result<Inventory> {
    world.terraform.apply(&[]).await?.ok()?;
    world.terraform.plan_is_empty().await?;
    tokio::time::timeout(PATIENCE, settled(world)).await.context("the platform does not come to rest")?
}

async fn settled(world: &World) -> Result<Inventory> {
    let mut inventory = world.platform.inventory().await?;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let next = world.platform.inventory().await?;
        if next == inventory && next.objects().iter().all(is_ready) {
            return Ok(next);
        }
        inventory = next;
    }
}

/// An object of the platform's own kinds is ready; others do not say.
fn is_ready((key, object): (&String, &Value)) -> bool {
    let conditions = object["status"].as_array().map(Vec::as_slice).unwrap_or_default();
    !key.starts_with(GROUP) || conditions.iter().any(|each| each[0] == "Ready" && each[1] == "True")
}

async fn it_is_what_render_prints(on: On) -> Result<()> {
    let inventory = undisturbed(&World::new(on).await?, on).await?;
    let rendered = render(&inventory).await?;
    let compiled: Vec<_> = inventory.objects().iter().filter(|(key, object)| is_compiled(key, object)).collect();
    assert_eq!(compiled.iter().map(|(key, _)| *key).collect::<Vec<_>>(), rendered.keys().collect::<Vec<_>>());
    for (key, object) in compiled {
        let rendered = &rendered[key];
        let content = rendered.as_object().context("a manifest is an object")?;
        let content = content.iter().filter(|(field, _)| !["apiVersion", "kind", "metadata"].contains(&field.as_str()));
        for (field, value) in content {
            assert!(holds(&object[field], value), "{key}: {field} is {} in place of {value}", object[field]);
        }
        assert!(holds(&object["metadata"]["labels"], &rendered["metadata"]["labels"]), "{key}");
    }
    Ok(())
}

/// Whether the platform made an object. The namespaces of organizations are not compiled.
fn is_compiled(key: &str, object: &Value) -> bool {
    let labels = &object["metadata"]["labels"];
    labels[names::MANAGED_BY] == names::MANAGER && (!key.starts_with("v1 Namespace ") || labels[names::CELL] == "true")
}

/// What `openchoreo render` makes of the platform's objects, by the keys of the inventory.
async fn render(inventory: &Inventory) -> Result<BTreeMap<String, Value>> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("platform.json");
    let objects = inventory.objects().iter().filter(|(key, _)| key.starts_with(GROUP));
    let manifests = objects.map(|(key, object)| Ok(serde_json::to_string(&manifest(key, object)?)?));
    std::fs::write(&file, manifests.collect::<Result<Vec<_>>>()?.join("\n---\n"))?;
    let arguments = ["render", "-f", &file.display().to_string()];
    let output =
        Output::of(tokio::process::Command::new(workspace::binary("openchoreo")).args(arguments)).await?.ok()?;
    let documents: Vec<Value> = serde_saphyr::from_multiple(&output.stdout)?;
    ensure!(!documents.is_empty(), "render prints nothing");
    Ok(documents.into_iter().map(|document| (key(&document), document)).collect())
}

fn manifest(key: &str, object: &Value) -> Result<Value> {
    let [version, kind, place] = key.split(' ').collect::<Vec<_>>()[..] else { anyhow::bail!("{key} is no key") };
    let (namespace, name) = place.split_once('/').context("a place has a name")?;
    let mut metadata = json!({ "name": name });
    if !namespace.is_empty() {
        metadata["namespace"] = namespace.into();
    }
    Ok(json!({ "apiVersion": version, "kind": kind, "metadata": metadata, "spec": object["spec"] }))
}

fn key(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let [version, kind] = ["apiVersion", "kind"].map(|field| text(&object[field]));
    let [namespace, name] = ["namespace", "name"].map(|field| text(&object["metadata"][field]));
    format!("{version} {kind} {namespace}/{name}")
}

/// Whether an object has all that is expected. It may have more: what the server adds as defaults.
fn holds(object: &Value, expected: &Value) -> bool {
    match (object, expected) {
        (Value::Object(object), Value::Object(expected)) => {
            expected.iter().all(|(field, expected)| object.get(field).is_some_and(|value| holds(value, expected)))
        }
        (Value::Array(object), Value::Array(expected)) => {
            object.len() == expected.len()
                && object.iter().zip(expected).all(|(value, expected)| holds(value, expected))
        }
        (object, expected) => object == expected,
    }
}
