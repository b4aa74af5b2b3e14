use std::time::Duration;

use anyhow::Result;
use futures::StreamExt;
use serde_json::{Value, json};

use super::kind::Kind;
use super::session::{Observation, Session};
use super::step::Step;
use crate::Events;

/// How long an event may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// The type of what stands in place of an event that did not come.
pub(super) const NOTHING: &str = "NOTHING";
const DELETED: &str = "DELETED";

/// Watches until an object appears that is created for this purpose, so that no time needs to pass on a server that is
/// right.
pub(super) async fn watch(session: &mut Session, kind: &Kind, step: &Step) -> Result<Observation> {
    let path = session.path(kind, step, &[("watch", "true")]);
    let answer = session.wire.open(&path, "application/json").await?;
    let mut events = match answer {
        Ok(events) => events,
        Err(answer) => return Ok(session.observe(&answer)),
    };
    let fence = session.fence(kind).await?;
    let mut received = Vec::new();
    loop {
        let event = next(&mut events).await?;
        let is_fence = event["object"]["metadata"]["name"] == *fence && event["type"] == "ADDED";
        let ended = event["type"] == "ERROR" || event["type"] == NOTHING;
        received.push(event);
        if is_fence || ended {
            break;
        }
    }
    session.remove_fence(kind, &fence).await?;
    in_one_order(&mut received);
    let observed = received.iter().filter_map(|event| observe(session, event)).collect();
    Ok(Observation { code: 200, body: Value::Array(observed), warnings: Vec::new(), said: String::new() })
}

fn observe(session: &mut Session, event: &Value) -> Option<Value> {
    let object = match event["type"].as_str() {
        // Its version is wherever the server's storage happens to be.
        Some("BOOKMARK") => match &event["object"]["metadata"]["annotations"] {
            // One that says nothing else comes when the server finds it useful.
            Value::Null => return None,
            annotations => annotations.clone(),
        },
        _ => session.normalizer.body(&event["object"]),
    };
    Some(json!({ "type": event["type"], "object": object }))
}

/// Sorts deletions that follow each other directly: they may be the garbage collector's, of which several workers take an
/// owner and its dependents as they come.
fn in_one_order(events: &mut [Value]) {
    for run in events.chunk_by_mut(|one, next| one["type"] == DELETED && next["type"] == DELETED) {
        if run.len() > 1 {
            run.sort_by_key(|event| event["object"]["metadata"]["name"].to_string());
            run.iter_mut().for_each(|event| event["object"]["metadata"]["resourceVersion"] = json!("present"));
        }
    }
}

async fn next(events: &mut Events) -> Result<Value> {
    match tokio::time::timeout(PATIENCE, events.next()).await {
        Ok(Some(event)) => event,
        Ok(None) => Ok(json!({ "type": NOTHING, "object": "the watch ended" })),
        Err(_) => Ok(json!({ "type": NOTHING, "object": "no event came" })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_deletions_that_follow_each_other_are_sorted() {
        let event = |kind: &str, name: &str| json!({ "type": kind, "object": { "metadata": { "name": name, "resourceVersion": "1" } } });
        let mut events = ["b", "a"].map(|name| event(DELETED, name)).to_vec();
        events.extend([event("ADDED", "b"), event("ADDED", "a"), event(DELETED, "b")]);
        in_one_order(&mut events);
        let shown = |event: &Value| {
            let metadata = &event["object"]["metadata"];
            format!("{} {} {}", event["type"], metadata["name"], metadata["resourceVersion"]).replace('"', "")
        };
        let shown: Vec<_> = events.iter().map(shown).collect();
        assert_eq!(shown, ["DELETED a present", "DELETED b present", "ADDED b 1", "ADDED a 1", "DELETED b 1"]);
    }
}
