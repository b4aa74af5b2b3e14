//! Discovery: the same resources in the plain lists and in the aggregated document.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    both_kinds_of_discovery_agree,
    the_aggregated_document_follows_definitions,
    the_aggregated_document_is_for_those_who_ask,
    namespaces_are_not_deleted_together,
);

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

async fn aggregated(test: &Fixture, path: &str) -> Result<Vec<Value>> {
    let list = test.wire.get_as(path, AGGREGATED).await?.ok()?;
    assert_eq!(
        (&list["kind"], &list["apiVersion"]),
        (&json!("APIGroupDiscoveryList"), &json!("apidiscovery.k8s.io/v2"))
    );
    Ok(list["items"].as_array().context("no items")?.clone())
}

async fn group(test: &Fixture, name: &str) -> Result<Option<Value>> {
    Ok(aggregated(test, "/apis").await?.into_iter().find(|item| item["metadata"]["name"] == name))
}

/// An entry of a plain list, and those below it, as the aggregated document shows them.
fn as_aggregated(list: &Value) -> Vec<(Value, Value, Value, Value)> {
    let entries = list["resources"].as_array().into_iter().flatten();
    let row = |entry: &Value| {
        (entry["name"].clone(), entry["kind"].clone(), entry["verbs"].clone(), entry["shortNames"].clone())
    };
    let mut rows: Vec<_> = entries.map(row).collect();
    rows.sort_by_key(|row| row.0.to_string());
    rows
}

fn rows(version: &Value) -> Vec<(Value, Value, Value, Value)> {
    let mut rows = Vec::new();
    for resource in version["resources"].as_array().into_iter().flatten() {
        let name = resource["resource"].as_str().unwrap_or_default();
        let row = |name: String, of: &Value| {
            (json!(name), of["responseKind"]["kind"].clone(), of["verbs"].clone(), of["shortNames"].clone())
        };
        rows.push(row(name.to_owned(), resource));
        for below in resource["subresources"].as_array().into_iter().flatten() {
            rows.push(row(format!("{name}/{}", below["subresource"].as_str().unwrap_or_default()), below));
        }
    }
    rows.sort_by_key(|row| row.0.to_string());
    rows
}

async fn both_kinds_of_discovery_agree(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let core = aggregated(&test, "/api").await?;
    assert_eq!(rows(&core[0]["versions"][0]), as_aggregated(&test.wire.get("/api/v1").await?.ok()?));
    for name in ["apps", "batch", "autoscaling", "apiextensions.k8s.io", "authentication.k8s.io", &test.group] {
        let found = group(&test, name).await?.context("the group is missing")?;
        let plain = test.wire.get(&format!("/apis/{name}")).await?.ok()?;
        let first = found["versions"][0]["version"].as_str().unwrap_or_default();
        assert_eq!(plain["preferredVersion"]["version"], first);
        for version in found["versions"].as_array().into_iter().flatten() {
            let path = format!("/apis/{name}/{}", version["version"].as_str().unwrap_or_default());
            assert_eq!(rows(version), as_aggregated(&test.wire.get(&path).await?.ok()?), "{path}");
        }
    }
    Ok(())
}

async fn the_aggregated_document_follows_definitions(test: Fixture) -> Result<()> {
    assert_eq!(group(&test, &test.group).await?, None);
    test.install_widgets().await?;
    let kind = json!({ "group": test.group, "version": "v1", "kind": "Widget" });
    let expected = json!({
        "resource": "widgets",
        "responseKind": kind,
        "scope": "Namespaced",
        "singularResource": "widget",
        "verbs": ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
        "shortNames": ["wd"],
        "subresources": [{ "subresource": "status", "responseKind": kind, "verbs": ["get", "patch", "update"] }],
    });
    let patience = std::time::Duration::from_secs(30);
    let pause = || tokio::time::sleep(std::time::Duration::from_millis(20));
    // kube-apiserver serves a new type a little before it says so.
    let there = async {
        loop {
            if let Some(found) = group(&test, &test.group).await? {
                return anyhow::Ok(found);
            }
            pause().await;
        }
    };
    let found = tokio::time::timeout(patience, there).await.context("the group is missing")??;
    assert_eq!(found["versions"], json!([{ "version": "v1", "resources": [expected], "freshness": "Current" }]));
    test.wire.delete(&format!("{DEFINITIONS}/widgets.{}", test.group), None).await?.ok()?;
    let gone = async {
        while group(&test, &test.group).await?.is_some() {
            pause().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(patience, gone).await.context("the group stays")?
}

async fn the_aggregated_document_is_for_those_who_ask(test: Fixture) -> Result<()> {
    for path in ["/api", "/apis"] {
        let answer = test.wire.get_as(path, &format!("application/json,{AGGREGATED}")).await?;
        assert_eq!(answer.headers["content-type"], AGGREGATED);
        assert_eq!(answer.headers["vary"], "Accept");
        assert!(answer.headers.contains_key("etag"));
        let plain = test.wire.get_as(path, "application/json").await?.ok()?;
        assert_ne!(plain["kind"], "APIGroupDiscoveryList");
        let older = AGGREGATED.replace("v=v2", "v=v2beta1");
        test.wire.get_as(path, &older).await?.failure(406)?;
        let plain = test.wire.get_as(path, &format!("{older},application/json")).await?.ok()?;
        assert_ne!(plain["kind"], "APIGroupDiscoveryList");
    }
    Ok(())
}

async fn namespaces_are_not_deleted_together(test: Fixture) -> Result<()> {
    test.wire.delete("/api/v1/namespaces", None).await?.failure(405)?;
    test.wire.get(&format!("/api/v1/namespaces/{}", test.namespace)).await?.ok()?;
    Ok(())
}
