use std::time::Duration;

use anyhow::Result;
use serde_json::Value;

use super::kind::Kind;
use super::session::Session;

/// How often a server is asked whether its controllers are done.
const INTERVAL: Duration = Duration::from_millis(50);
/// After so many looks without any change, what is left is taken to stay.
const LOOKS: usize = 200;

/// Waits until a server's controllers have followed up what was deleted.
pub(super) async fn settle(session: &Session, kinds: &[&Kind]) -> Result<()> {
    let (mut before, mut unchanged) = (Vec::new(), 0);
    while unchanged < LOOKS {
        let mut objects = Vec::new();
        for kind in kinds {
            objects.extend(list(session, kind).await?);
        }
        if !is_unsettled(&objects) {
            return Ok(());
        }
        unchanged = if objects == before { unchanged + 1 } else { 0 };
        before = objects;
        tokio::time::sleep(INTERVAL).await;
    }
    Ok(())
}

/// The objects of a kind that belong to the session's sequence.
async fn list(session: &Session, kind: &Kind) -> Result<Vec<Value>> {
    let collection = kind.collection(&session.namespace);
    let path = if kind.namespaced {
        collection
    } else {
        format!("{collection}?labelSelector=sequence%3D{}", session.namespace)
    };
    let mut list = session.wire.get(&path).await?.ok()?;
    let mut items = list["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
    // Items of built-in kinds do not say what they are.
    items.iter_mut().for_each(|item| item["kind"] = kind.kind.clone().into());
    Ok(items)
}

/// Whether a controller still has work: a reference to an owner that is gone, an owner that waits, or a namespace to empty.
fn is_unsettled(objects: &[Value]) -> bool {
    let exists = |uid: &Value| objects.iter().any(|object| object["metadata"]["uid"] == *uid);
    objects.iter().any(|object| {
        let metadata = &object["metadata"];
        let finalizers = metadata["finalizers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let awaited = finalizers.iter().any(|finalizer| finalizer == "orphan" || finalizer == "foregroundDeletion");
        let owners = metadata["ownerReferences"].as_array().map(Vec::as_slice).unwrap_or_default();
        let dangling = owners.iter().any(|owner| !exists(&owner["uid"]));
        let deleted = metadata.get("deletionTimestamp").is_some();
        let emptied = object["spec"]["finalizers"].as_array().is_none_or(Vec::is_empty);
        let emptying = object["kind"] == "Namespace" && (finalizers.is_empty() || !emptied);
        (dangling && !deleted) || (deleted && (awaited || emptying))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_unsettled;

    #[test]
    fn a_dependent_without_its_owner_is_work_for_the_collector() {
        let owner = json!({ "metadata": { "uid": "1" } });
        let dependent = json!({ "metadata": { "uid": "2", "ownerReferences": [{ "uid": "1" }] } });
        assert!(!is_unsettled(&[owner, dependent.clone()]));
        assert!(is_unsettled(&[dependent]));
    }

    #[test]
    fn a_deleted_namespace_is_emptied_even_where_something_else_holds_it() {
        let mut namespace = json!({
            "kind": "Namespace",
            "metadata": { "deletionTimestamp": "t", "finalizers": ["example.com/hold"] },
            "spec": { "finalizers": ["kubernetes"] },
        });
        assert!(is_unsettled(&[namespace.clone()]));
        for emptied in [json!({}), json!({ "finalizers": [] })] {
            namespace["spec"] = emptied;
            assert!(!is_unsettled(&[namespace.clone()]));
        }
    }
}
