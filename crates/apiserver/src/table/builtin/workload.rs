//! Kinds that run pods, and the budget of their disruptions.

use serde_json::{Value, json};

use super::{Column, Facts, Printer};

const POD_SPEC: &str = "/spec/template/spec";

pub(super) const DEPLOYMENT: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Ready"),
        Column::text("Up-to-date"),
        Column::text("Available"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers(POD_SPEC);
        vec![
            facts.name(),
            ready(facts),
            json!(facts.number("/status/updatedReplicas")),
            json!(facts.number("/status/availableReplicas")),
            facts.age(),
            names,
            images,
            json!(facts.selector("/spec/selector")),
        ]
    },
};

pub(super) const REPLICA_SET: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::integer("Desired"),
        Column::integer("Current"),
        Column::integer("Ready"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers(POD_SPEC);
        vec![
            facts.name(),
            json!(facts.number("/spec/replicas")),
            json!(facts.number("/status/replicas")),
            json!(facts.number("/status/readyReplicas")),
            facts.age(),
            names,
            images,
            facts.selector_or_none("/spec/selector"),
        ]
    },
};

pub(super) const STATEFUL_SET: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Ready"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers(POD_SPEC);
        vec![facts.name(), ready(facts), facts.age(), names, images]
    },
};

pub(super) const DAEMON_SET: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::integer("Desired"),
        Column::integer("Current"),
        Column::integer("Ready"),
        Column::integer("Up-to-date"),
        Column::integer("Available"),
        Column::text("Node Selector"),
        Column::AGE,
        Column::text("Containers").wide(),
        Column::text("Images").wide(),
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let [names, images] = facts.containers(POD_SPEC);
        vec![
            facts.name(),
            json!(facts.number("/status/desiredNumberScheduled")),
            json!(facts.number("/status/currentNumberScheduled")),
            json!(facts.number("/status/numberReady")),
            json!(facts.number("/status/updatedNumberScheduled")),
            json!(facts.number("/status/numberAvailable")),
            facts.labels("/spec/template/spec/nodeSelector"),
            facts.age(),
            names,
            images,
            facts.selector_or_none("/spec/selector"),
        ]
    },
};

pub(super) const DISRUPTION_BUDGET: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Min Available"),
        Column::text("Max Unavailable"),
        Column::integer("Allowed Disruptions"),
        Column::AGE,
    ],
    cells: |facts| {
        vec![
            facts.name(),
            number_or_share(facts, "/spec/minAvailable"),
            number_or_share(facts, "/spec/maxUnavailable"),
            json!(facts.number("/status/disruptionsAllowed")),
            facts.age(),
        ]
    },
};

fn ready(facts: &Facts<'_>) -> Value {
    json!(format!("{}/{}", facts.number("/status/readyReplicas"), facts.number("/spec/replicas")))
}

fn number_or_share(facts: &Facts<'_>, pointer: &str) -> Value {
    match facts.at(pointer) {
        Value::Null => json!("N/A"),
        Value::String(share) => json!(share),
        number => json!(number.to_string()),
    }
}
