//! Objects as tables: what `kubectl get` asks for.

use anyhow::{Context, Result};
use futures::StreamExt;
use openchoreo_acceptance::Events;
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    an_object_is_a_row_with_its_metadata,
    a_row_carries_as_much_of_the_object_as_asked_for,
    a_list_is_a_table_with_its_pages,
    an_empty_list_has_columns_and_no_row,
    a_custom_resource_has_the_columns_of_its_definition,
    a_custom_resource_without_columns_shows_its_age,
    a_watch_names_its_columns_once,
    a_streamed_list_ends_with_a_row_of_its_own,
    metadata_can_be_had_alone,
    other_forms_are_refused_unless_json_will_do,
);

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";

/// Name, type, format and priority of each column; descriptions are each server's own.
fn columns(table: &Value) -> Vec<Value> {
    let columns = table["columnDefinitions"].as_array().into_iter().flatten();
    columns.map(|column| json!([column["name"], column["type"], column["format"], column["priority"]])).collect()
}

fn cells(table: &Value) -> Vec<&Value> {
    table["rows"].as_array().into_iter().flatten().map(|row| &row["cells"]).collect()
}

async fn create(test: &Fixture, name: &str) -> Result<Value> {
    let secret = json!({ "metadata": { "name": name }, "data": { "k": "dg==" }, "type": "example.com/token" });
    test.wire.post(&test.core("secrets"), &secret).await?.ok()
}

async fn an_object_is_a_row_with_its_metadata(test: Fixture) -> Result<()> {
    let created = create(&test, "a").await?;
    let table = test.wire.get_as(&test.core("secrets/a"), TABLE).await?.ok()?;
    assert_eq!((&table["kind"], &table["apiVersion"]), (&json!("Table"), &json!("meta.k8s.io/v1")));
    assert_eq!(table["metadata"], json!({ "resourceVersion": created["metadata"]["resourceVersion"] }));
    let expected = json!([
        ["Name", "string", "name", 0],
        ["Type", "string", "", 0],
        ["Data", "string", "", 0],
        ["Age", "string", "", 0],
    ]);
    assert_eq!(json!(columns(&table)), expected);
    let cells = &table["rows"][0]["cells"];
    assert_eq!([&cells[0], &cells[1], &cells[2]], [&json!("a"), &json!("example.com/token"), &json!(1)]);
    assert!(cells[3].as_str().is_some_and(|age| age.ends_with('s')), "{cells}");
    let partial = json!({
        "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": created["metadata"],
    });
    assert_eq!(table["rows"][0]["object"], partial);
    Ok(())
}

async fn a_row_carries_as_much_of_the_object_as_asked_for(test: Fixture) -> Result<()> {
    let created = create(&test, "a").await?;
    let row = |include: &str| {
        let path = test.core(&format!("secrets/a?includeObject={include}"));
        let wire = test.wire.clone();
        async move { wire.get_as(&path, TABLE).await }
    };
    assert_eq!(row("None").await?.ok()?["rows"][0]["object"], Value::Null);
    assert_eq!(row("Object").await?.ok()?["rows"][0]["object"], created);
    assert_eq!(row("Some").await?.failure(400)?["reason"], "BadRequest");
    Ok(())
}

async fn a_list_is_a_table_with_its_pages(test: Fixture) -> Result<()> {
    for name in ["a", "b", "c"] {
        create(&test, name).await?;
    }
    let first = test.wire.get_as(&test.core("secrets?limit=2"), TABLE).await?.ok()?;
    assert_eq!(cells(&first).iter().map(|cells| &cells[0]).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(first["metadata"]["remainingItemCount"], 1);
    let token = first["metadata"]["continue"].as_str().context("no next page")?;
    let last = test.wire.get_as(&test.core(&format!("secrets?limit=2&continue={token}")), TABLE).await?.ok()?;
    assert_eq!(cells(&last).iter().map(|cells| &cells[0]).collect::<Vec<_>>(), ["c"]);
    assert_eq!(last["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
    assert_eq!(columns(&last), columns(&first));
    Ok(())
}

async fn an_empty_list_has_columns_and_no_row(test: Fixture) -> Result<()> {
    let table = test.wire.get_as(&test.core("configmaps"), TABLE).await?.ok()?;
    let names: Vec<_> = columns(&table).iter().map(|column| column[0].clone()).collect();
    assert_eq!(json!(names), json!(["Name", "Data", "Age"]));
    assert_eq!(table["rows"], json!([]));
    Ok(())
}

/// Installs widgets with these columns.
async fn install(test: &Fixture, columns: Value) -> Result<()> {
    let mut definition = test.definition()?;
    definition["spec"]["versions"][0]["additionalPrinterColumns"] = columns;
    test.wire.post(DEFINITIONS, &definition).await?.ok()?;
    test.until_served(&test.widgets("")).await
}

async fn a_custom_resource_has_the_columns_of_its_definition(test: Fixture) -> Result<()> {
    let column = |name: &str, kind: &str, path: &str| json!({ "name": name, "type": kind, "jsonPath": path });
    let mut wide = column("Mode", "string", ".spec.options.mode");
    wide["priority"] = json!(1);
    wide["description"] = json!("how it works");
    install(
        &test,
        json!([
            column("Size", "integer", ".spec.size"),
            column("Text", "string", ".spec.size"),
            column("Mismatch", "integer", ".spec.color"),
            column("Missing", "string", ".spec.missing.deeper"),
            column("Port", "integer", ".spec.ports[?(@.name==\"web\")].port"),
            column("Last", "string", ".spec.tags[-1]"),
            column("Tags", "string", ".spec.tags"),
            column("Each", "string", ".spec.tags[*]"),
            column("Dotted", "string", ".spec.labels.example\\.com/x"),
            column("Quoted", "string", ".spec.labels['example.com/x']"),
            column("Escaped", "string", ".spec.labels['example\\.com/x']"),
            column("Share", "number", ".spec.free.share"),
            column("On", "boolean", ".spec.free.on"),
            column("Since", "date", ".spec.free.since"),
            column("Odd", "date", ".spec.free.odd"),
            column("Null", "string", ".spec.free.null"),
            wide,
        ]),
    )
    .await?;
    let spec = json!({
        "size": 7, "color": "green", "options": {}, "tags": ["x", "y"], "labels": { "example.com/x": "z" },
        "ports": [{ "name": "api", "port": 1 }, { "name": "web", "port": 2 }],
        "free": { "share": 0.5, "on": true, "since": "2000-01-01T00:00:00Z", "odd": "today", "null": null },
    });
    test.wire.post(&test.widgets(""), &test.widget("a", spec)).await?.ok()?;
    let table = test.wire.get_as(&test.widgets(""), TABLE).await?.ok()?;
    let shown = columns(&table);
    assert_eq!(shown[..2], [json!(["Name", "string", "name", 0]), json!(["Size", "integer", "", 0])]);
    assert_eq!(shown[17], json!(["Mode", "string", "", 1]));
    let descriptions = &table["columnDefinitions"];
    assert_eq!(descriptions[1]["description"], "Custom resource definition column (in JSONPath format): .spec.size");
    assert_eq!(descriptions[17]["description"], "how it works");
    let mut row = cells(&table)[0].clone();
    let age = row[14].take();
    assert!(age.as_str().is_some_and(|age| age.ends_with('y') || age.ends_with('d')), "{age}");
    let expected = json!([
        "a",
        7,
        "7",
        null,
        null,
        2,
        "y",
        "[\"x\",\"y\"]",
        "x",
        "z",
        null,
        "z",
        0.5,
        true,
        null,
        "<invalid>",
        "<no value>",
        "fast",
    ]);
    assert_eq!(row, expected);
    Ok(())
}

async fn a_custom_resource_without_columns_shows_its_age(test: Fixture) -> Result<()> {
    install(&test, json!([])).await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    let table = test.wire.get_as(&test.widgets("/a"), TABLE).await?.ok()?;
    assert_eq!(columns(&table), [json!(["Name", "string", "name", 0]), json!(["Age", "date", "", 0])]);
    assert!(cells(&table)[0][1].as_str().is_some_and(|age| age.ends_with('s')), "{table}");
    Ok(())
}

async fn next(events: &mut Events) -> Result<Value> {
    let event = tokio::time::timeout(std::time::Duration::from_secs(30), events.next()).await;
    event.context("no event came")?.context("the watch ended")?
}

async fn a_watch_names_its_columns_once(test: Fixture) -> Result<()> {
    let list = test.wire.get(&test.core("secrets")).await?.ok()?;
    let version = list["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    let path = test.core(&format!("secrets?watch=1&resourceVersion={version}"));
    let mut events = test.wire.watch_as(&path, TABLE).await?;
    let created = create(&test, "a").await?;
    test.wire.delete(&test.core("secrets/a"), None).await?.ok()?;
    let added = next(&mut events).await?;
    assert_eq!((&added["type"], columns(&added["object"]).len()), (&json!("ADDED"), 4));
    assert_eq!(cells(&added["object"])[0][0], "a");
    assert_eq!(added["object"]["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);
    let deleted = next(&mut events).await?;
    assert_eq!((&deleted["type"], &deleted["object"]["columnDefinitions"]), (&json!("DELETED"), &Value::Null));
    assert_eq!(cells(&deleted["object"])[0][0], "a");
    Ok(())
}

async fn a_streamed_list_ends_with_a_row_of_its_own(test: Fixture) -> Result<()> {
    create(&test, "a").await?;
    let path = "secrets?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut events = test.wire.watch_as(&test.core(&format!("{path}&includeObject=None")), TABLE).await?;
    assert_eq!(next(&mut events).await?["object"]["rows"][0]["object"], Value::Null);
    let bookmark = next(&mut events).await?;
    assert_eq!((&bookmark["type"], &bookmark["object"]["kind"]), (&json!("BOOKMARK"), &json!("Table")));
    let row = &bookmark["object"]["rows"][0];
    assert_eq!(row["cells"], json!(["", "", 0, "<unknown>"]));
    assert_eq!(row["object"]["metadata"]["annotations"], json!({ "k8s.io/initial-events-end": "true" }));
    Ok(())
}

async fn metadata_can_be_had_alone(test: Fixture) -> Result<()> {
    let created = create(&test, "a").await?;
    let expected = json!({
        "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": created["metadata"],
    });
    let accept = |kind: &str| format!("application/json;as={kind};v=v1;g=meta.k8s.io");
    let one = test.wire.get_as(&test.core("secrets/a"), &accept("PartialObjectMetadata")).await?.ok()?;
    assert_eq!(one, expected);
    let list = test.wire.get_as(&test.core("secrets"), &accept("PartialObjectMetadataList")).await?.ok()?;
    assert_eq!((&list["kind"], &list["apiVersion"]), (&json!("PartialObjectMetadataList"), &json!("meta.k8s.io/v1")));
    assert_eq!(list["items"][0]["metadata"], created["metadata"]);
    let mut events = test.wire.watch_as(&test.core("secrets?watch=1"), &accept("PartialObjectMetadata")).await?;
    assert_eq!(next(&mut events).await?["object"], expected);
    Ok(())
}

async fn other_forms_are_refused_unless_json_will_do(test: Fixture) -> Result<()> {
    create(&test, "a").await?;
    let odd = "application/json;as=Table;v=v2;g=meta.k8s.io";
    test.wire.get_as(&test.core("secrets/a"), odd).await?.failure(406)?;
    let object = test.wire.get_as(&test.core("secrets/a"), &format!("{odd},application/json")).await?.ok()?;
    assert_eq!(object["kind"], "Secret");
    Ok(())
}
