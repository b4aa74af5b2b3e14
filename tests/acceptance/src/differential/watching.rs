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

/// Sorts what happens to several objects that are being deleted, where it follows each other directly: it may be the
/// garbage collector's, of which several workers take the objects as they come. What happens to one stays in its order.
fn in_one_order(events: &mut [Value]) {
    for run in events.chunk_by_mut(|one, next| is_leaving(one) && is_leaving(next)) {
        let name = |event: &Value| event["object"]["metadata"]["name"].to_string();
        if run.iter().any(|event| name(event) != name(&run[0])) {
            run.sort_by_key(name);
            run.iter_mut().for_each(|event| event["object"]["metadata"]["resourceVersion"] = json!("present"));
        }
    }
}

fn is_leaving(event: &Value) -> bool {
    event["type"] == DELETED || event["object"]["metadata"].get("deletionTimestamp").is_some()
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

    fn event(kind: &str, name: &str, version: &str) -> Value {
        json!({ "type": kind, "object": { "metadata": { "name": name, "resourceVersion": version } } })
    }

    fn ordered(mut events: Vec<Value>) -> Vec<String> {
        in_one_order(&mut events);
        let shown = |event: &Value| {
            let metadata = &event["object"]["metadata"];
            format!("{} {} {}", event["type"], metadata["name"], metadata["resourceVersion"]).replace('"', "")
        };
        events.iter().map(shown).collect()
    }

    #[test]
    fn only_deletions_that_follow_each_other_are_sorted() {
        let mut events = vec![event(DELETED, "b", "1"), event(DELETED, "a", "2")];
        events.extend([event("ADDED", "b", "3"), event("ADDED", "a", "4"), event(DELETED, "b", "5")]);
        assert_eq!(
            ordered(events),
            ["DELETED a present", "DELETED b present", "ADDED b 3", "ADDED a 4", "DELETED b 5"]
        );
    }

    #[test]
    fn what_happens_to_one_object_stays_in_its_order() {
        let leaving = |name, version| {
            let mut event = event("MODIFIED", name, version);
            event["object"]["metadata"]["deletionTimestamp"] = json!("time");
            event
        };
        let alone = vec![leaving("a", "1"), event(DELETED, "a", "2")];
        assert_eq!(ordered(alone), ["MODIFIED a 1", "DELETED a 2"]);
        let both = vec![leaving("b", "1"), leaving("a", "2"), event(DELETED, "b", "3"), event(DELETED, "a", "4")];
        let expected = ["MODIFIED a present", "DELETED a present", "MODIFIED b present", "DELETED b present"];
        assert_eq!(ordered(both), expected);
    }
}
