//! Events, in the fields of either of their groups.

use serde_json::{Value, json};

use super::{Column, Facts, Printer};
use crate::table::age;

pub(super) const EVENT: Printer = Printer {
    columns: &[
        Column::text("Last Seen"),
        Column::text("Type"),
        Column::text("Reason"),
        Column::text("Object"),
        Column::text("Subobject").wide(),
        Column::text("Source").wide(),
        Column::text("Message"),
        Column::text("First Seen").wide(),
        Column::text("Count").wide(),
        Column::NAME.wide(),
    ],
    cells: |facts| {
        let object = either(facts, ["/involvedObject", "/regarding"]);
        let message = either(facts, ["/message", "/note"]).as_str().unwrap_or_default();
        vec![
            json!(last_seen(facts)),
            json!(facts.text("/type")),
            json!(facts.text("/reason")),
            json!(subject(object)),
            json!(object["fieldPath"].as_str().unwrap_or_default()),
            json!(source(facts)),
            json!(message.trim()),
            json!(first_seen(facts)),
            json!(count(facts)),
            facts.name(),
        ]
    },
};

/// A field of `v1` events or its counterpart in `events.k8s.io/v1`.
fn either<'a>(facts: &Facts<'a>, pointers: [&str; 2]) -> &'a Value {
    pointers.into_iter().map(|pointer| facts.at(pointer)).find(|value| !value.is_null()).unwrap_or(&Value::Null)
}

fn first_seen(facts: &Facts<'_>) -> String {
    let first = either(facts, ["/firstTimestamp", "/deprecatedFirstTimestamp"]);
    age::since(first.as_str().or(facts.at("/eventTime").as_str()), facts.now)
}

fn last_seen(facts: &Facts<'_>) -> String {
    if !facts.at("/series").is_null() {
        return facts.since("/series/lastObservedTime");
    }
    let last = either(facts, ["/lastTimestamp", "/deprecatedLastTimestamp"]);
    last.as_str().map_or_else(|| first_seen(facts), |last| age::since(Some(last), facts.now))
}

fn count(facts: &Facts<'_>) -> i64 {
    let series = facts.at("/series");
    if !series.is_null() {
        return series["count"].as_i64().unwrap_or_default();
    }
    either(facts, ["/count", "/deprecatedCount"]).as_i64().filter(|count| *count != 0).unwrap_or(1)
}

fn subject(object: &Value) -> String {
    let kind = object["kind"].as_str().unwrap_or_default().to_lowercase();
    match object["name"].as_str().unwrap_or_default() {
        "" => kind,
        name => format!("{kind}/{name}"),
    }
}

fn source(facts: &Facts<'_>) -> String {
    let of = |field: &str, reporting: [&str; 2]| {
        let source = either(facts, ["/source", "/deprecatedSource"])[field].as_str().unwrap_or_default();
        if source.is_empty() { either(facts, reporting).as_str().unwrap_or_default() } else { source }
    };
    let component = of("component", ["/reportingComponent", "/reportingController"]);
    match of("host", ["/reportingInstance", "/reportingInstance"]) {
        "" => component.to_owned(),
        instance => format!("{component}, {instance}"),
    }
}
