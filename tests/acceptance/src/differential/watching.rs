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
    let mut observed = Vec::new();
    loop {
        let event = next(&mut events).await?;
        let is_fence = event["object"]["metadata"]["name"] == *fence && event["type"] == "ADDED";
        let ended = event["type"] == "ERROR" || event["type"] == "NOTHING";
        let object = match event["type"].as_str() {
            // Its version is wherever the server's storage happens to be.
            Some("BOOKMARK") => match &event["object"]["metadata"]["annotations"] {
                // One that says nothing else comes when the server finds it useful.
                Value::Null => continue,
                annotations => annotations.clone(),
            },
            _ => session.normalizer.body(&event["object"]),
        };
        observed.push(json!({ "type": event["type"], "object": object }));
        if is_fence || ended {
            break;
        }
    }
    session.remove_fence(kind, &fence).await?;
    Ok(Observation { code: 200, body: Value::Array(observed), warnings: Vec::new(), said: String::new() })
}

async fn next(events: &mut Events) -> Result<Value> {
    match tokio::time::timeout(PATIENCE, events.next()).await {
        Ok(Some(event)) => event,
        Ok(None) => Ok(json!({ "type": "NOTHING", "object": "the watch ended" })),
        Err(_) => Ok(json!({ "type": "NOTHING", "object": "no event came" })),
    }
}
