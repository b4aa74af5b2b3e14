//! Jobs.

use serde_json::{Value, json};

use super::{Column, Facts, NONE, Printer};
use crate::table::age;

pub(super) const JOB: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Status"),
        Column::text("Completions"),
        Column::text("Duration"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers("/spec/template/spec");
        vec![
            facts.name(),
            json!(status(facts)),
            json!(completions(facts)),
            json!(duration(facts)),
            facts.age(),
            names,
            images,
            facts.selector_or_none("/spec/selector"),
        ]
    },
};

pub(super) const CRON_JOB: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Schedule"),
        Column::text("Timezone"),
        Column::boolean("Suspend"),
        Column::integer("Active"),
        Column::text("Last Schedule"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers("/spec/jobTemplate/spec/template/spec");
        vec![
            facts.name(),
            json!(facts.text("/spec/schedule")),
            json!(facts.at("/spec/timeZone").as_str().unwrap_or(NONE)),
            suspend(facts.at("/spec/suspend")),
            json!(facts.count("/status/active")),
            last_schedule(facts),
            facts.age(),
            names,
            images,
            facts.selector_or_none("/spec/jobTemplate/spec/selector"),
        ]
    },
};

fn status(facts: &Facts<'_>) -> &'static str {
    if facts.condition("Complete") {
        return "Complete";
    }
    if facts.condition("Failed") {
        return "Failed";
    }
    if facts.terminating() {
        return "Terminating";
    }
    let conditions = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];
    conditions.into_iter().find(|condition| facts.condition(condition)).unwrap_or("Running")
}

fn completions(facts: &Facts<'_>) -> String {
    let succeeded = facts.number("/status/succeeded");
    match (facts.at("/spec/completions").as_i64(), facts.number("/spec/parallelism")) {
        (Some(wanted), _) => format!("{succeeded}/{wanted}"),
        (None, parallelism @ 2..) => format!("{succeeded}/1 of {parallelism}"),
        (None, _) => format!("{succeeded}/1"),
    }
}

/// From the start to the end or to now; empty before the start.
fn duration(facts: &Facts<'_>) -> String {
    let time = |pointer: &str| facts.text(pointer).parse().ok();
    let end = time("/status/completionTime").unwrap_or(facts.now);
    time("/status/startTime").map(|start| age::between(start, end)).unwrap_or_default()
}

fn suspend(value: &Value) -> Value {
    match value.as_bool() {
        Some(true) => json!("True"),
        Some(false) => json!("False"),
        None => json!("<unset>"),
    }
}

fn last_schedule(facts: &Facts<'_>) -> Value {
    let pointer = "/status/lastScheduleTime";
    if facts.at(pointer).is_null() { json!(NONE) } else { json!(facts.since(pointer)) }
}
