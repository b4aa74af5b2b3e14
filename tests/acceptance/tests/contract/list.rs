//! Lists: selectors, pages and the version that they were read at.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    a_list_is_sorted_and_names_its_kind,
    selectors_choose_by_label,
    selectors_choose_by_name,
    a_selector_that_is_none_is_a_bad_request,
    pages_hold_all_objects_at_one_version,
    a_list_over_all_namespaces_holds_this_one,
    an_empty_list_has_a_version,
);

async fn fill(test: &Fixture) -> Result<()> {
    for (name, labels) in [
        ("d", json!({})),
        ("b", json!({ "tier": "web", "env": "dev" })),
        ("a", json!({ "tier": "web", "env": "prod" })),
        ("c", json!({ "tier": "data" })),
    ] {
        let object = json!({ "metadata": { "name": name, "labels": labels } });
        test.wire.post(&test.core("configmaps"), &object).await?.ok()?;
    }
    Ok(())
}

fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item["metadata"]["name"].as_str()).collect()
}

async fn a_list_is_sorted_and_names_its_kind(test: Fixture) -> Result<()> {
    fill(&test).await?;
    let list = test.wire.get(&test.core("configmaps")).await?.ok()?;
    assert_eq!((&list["apiVersion"], &list["kind"]), (&json!("v1"), &json!("ConfigMapList")));
    assert_eq!(names(&list), ["a", "b", "c", "d"]);

    test.install_widgets().await?;
    test.wire.post(&test.widgets(""), &test.widget("w", json!({ "size": 1 }))).await?.ok()?;
    let list = test.wire.get(&test.widgets("")).await?.ok()?;
    assert_eq!((&list["kind"], &list["items"][0]["kind"]), (&json!("WidgetList"), &json!("Widget")));
    Ok(())
}

async fn selectors_choose_by_label(test: Fixture) -> Result<()> {
    fill(&test).await?;
    for (selector, expected) in [
        ("tier=web", vec!["a", "b"]),
        ("tier==web,env=prod", vec!["a"]),
        ("tier!=web", vec!["c", "d"]),
        ("tier in (web, data)", vec!["a", "b", "c"]),
        ("tier notin (web)", vec!["c", "d"]),
        ("env", vec!["a", "b"]),
        ("!tier", vec!["d"]),
    ] {
        let encoded: String = selector.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let list = test.wire.get(&test.core(&format!("configmaps?labelSelector={encoded}"))).await?.ok()?;
        assert_eq!(names(&list), expected, "{selector}");
    }
    Ok(())
}

async fn selectors_choose_by_name(test: Fixture) -> Result<()> {
    fill(&test).await?;
    let list = test.wire.get(&test.core("configmaps?fieldSelector=metadata.name%3Db")).await?.ok()?;
    assert_eq!(names(&list), ["b"]);
    let list = test.wire.get(&test.core("configmaps?fieldSelector=metadata.name!%3Db")).await?.ok()?;
    assert_eq!(names(&list), ["a", "c", "d"]);
    Ok(())
}

async fn a_selector_that_is_none_is_a_bad_request(test: Fixture) -> Result<()> {
    for query in ["labelSelector=%21%21", "fieldSelector=data.k%3Dv", "labelSelector=a%20in%20b"] {
        let status = test.wire.get(&test.core(&format!("configmaps?{query}"))).await?.failure(400)?;
        assert_eq!(status["reason"], "BadRequest", "{query}");
    }
    Ok(())
}

async fn pages_hold_all_objects_at_one_version(test: Fixture) -> Result<()> {
    fill(&test).await?;
    let first = test.wire.get(&test.core("configmaps?limit=2")).await?.ok()?;
    assert_eq!(names(&first), ["a", "b"]);
    assert_eq!(first["metadata"]["remainingItemCount"], 2);
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "z" } })).await?.ok()?;

    let token = first["metadata"]["continue"].as_str().unwrap_or_default();
    let second = test.wire.get(&test.core(&format!("configmaps?limit=2&continue={token}"))).await?.ok()?;
    assert_eq!(names(&second), ["c", "d"], "an object that came later is not part of the list");
    assert_eq!(second["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
    assert_eq!(second["metadata"].get("continue"), None);
    test.wire.get(&test.core("configmaps?limit=2&continue=bm90IGEgdG9rZW4")).await?.failure(400)?;
    Ok(())
}

async fn a_list_over_all_namespaces_holds_this_one(test: Fixture) -> Result<()> {
    fill(&test).await?;
    let list = test.wire.get("/api/v1/configmaps?labelSelector=tier%3Ddata").await?.ok()?;
    let items = list["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(items.iter().any(|item| item["metadata"]["namespace"] == *test.namespace), "{list}");
    Ok(())
}

async fn an_empty_list_has_a_version(test: Fixture) -> Result<()> {
    let list = test.wire.get(&test.core("configmaps")).await?.ok()?;
    assert_eq!(list["items"], json!([]));
    assert!(list["metadata"]["resourceVersion"].as_str().is_some_and(|version| version.parse::<u64>().is_ok()));
    Ok(())
}
