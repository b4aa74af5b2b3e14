use serde_json::{Value, json};

use super::WatchRequest;
use crate::http::Form;
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::store::{Change, ChangeKind};

/// The annotation of the bookmark after the objects that existed when the watch began.
pub(crate) const INITIAL_EVENTS_END: &str = "k8s.io/initial-events-end";

/// Adds the event of a change, as a stream with this filter sees it: an object that begins or ceases to match
/// is added or deleted.
pub(super) fn write_change(lines: &mut Vec<u8>, request: &WatchRequest, form: &mut Form, change: &Change<'_>) {
    let WatchRequest { kind, filter, .. } = request;
    let mut send = |event: &str, json: &[u8]| write(lines, event, kind, form, json);
    let matches = |json: &[u8]| filter.matches(change.namespace, change.name, json);
    let now = matches(change.json);
    let before = change.previous.map_or(now, matches);
    match (change.kind, before, now) {
        (ChangeKind::Added, _, true) | (ChangeKind::Modified, false, true) => send("ADDED", change.json),
        (ChangeKind::Modified, true, true) => send("MODIFIED", change.json),
        (ChangeKind::Deleted, true, _) => send("DELETED", change.json),
        (ChangeKind::Modified, true, false) => {
            let last = at_revision(change.previous.unwrap_or(change.json), change.revision);
            send("DELETED", &last);
        }
        (ChangeKind::Added, _, false) | (ChangeKind::Modified, false, false) | (ChangeKind::Deleted, false, _) => {}
    }
}

/// Adds an event with an object of the store.
pub(super) fn write(lines: &mut Vec<u8>, event: &str, kind: &ResourceType, form: &mut Form, json: &[u8]) {
    let start = format!("{{\"type\":\"{event}\",\"object\":");
    lines.extend_from_slice(start.as_bytes());
    form.write_event(lines, kind, json);
    lines.extend_from_slice(b"}\n");
}

/// A bookmark: everything up to the revision has been sent.
pub(super) fn bookmark(kind: &ResourceType, form: &mut Form, revision: u64, initial: bool) -> Vec<u8> {
    let mut metadata = json!({"resourceVersion": revision.to_string(), "creationTimestamp": null});
    if initial {
        metadata["annotations"] = json!({INITIAL_EVENTS_END: "true"});
    }
    let object = json!({"kind": kind.kind, "apiVersion": kind.api_version(), "metadata": metadata});
    let mut lines = Vec::new();
    write(&mut lines, "BOOKMARK", kind, form, object.to_string().as_bytes());
    lines
}

/// An error within a stream that has begun.
pub(super) fn error(error: &ApiError) -> Vec<u8> {
    line("ERROR", &error.to_status())
}

fn line(event: &str, object: &Value) -> Vec<u8> {
    let mut line = json!({"type": event, "object": object}).to_string().into_bytes();
    line.push(b'\n');
    line
}

fn at_revision(json: &[u8], revision: u64) -> Vec<u8> {
    match serde_json::from_slice::<Value>(json) {
        Ok(mut object) => {
            object["metadata"]["resourceVersion"] = json!(revision.to_string());
            object.to_string().into_bytes()
        }
        // The store holds nothing but JSON; were it otherwise, the bytes as they are say more than nothing.
        Err(_) => json.to_vec(),
    }
}
