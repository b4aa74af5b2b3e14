//! Nodes.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Column, Facts, NONE, Printer};

pub(super) const NODE: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Status"),
        Column::text("Roles"),
        Column::AGE,
        Column::text("Version"),
        Column::text("Internal-IP").wide(),
        Column::text("External-IP").wide(),
        Column::text("OS-Image").wide(),
        Column::text("Kernel-Version").wide(),
        Column::text("Container-Runtime").wide(),
    ],
    cells: |facts| {
        vec![
            facts.name(),
            json!(status(facts)),
            json!(roles(facts)),
            facts.age(),
            json!(facts.text("/status/nodeInfo/kubeletVersion")),
            json!(address(facts, "InternalIP")),
            json!(address(facts, "ExternalIP")),
            json!(facts.text_or("/status/nodeInfo/osImage", UNKNOWN)),
            json!(kernel(facts)),
            json!(facts.text_or("/status/nodeInfo/containerRuntimeVersion", UNKNOWN)),
        ]
    },
};

const UNKNOWN: &str = "<unknown>";

fn status(facts: &Facts<'_>) -> String {
    let ready = facts.list("/status/conditions").iter().find(|condition| condition["type"] == "Ready");
    let ready = ready.map_or("Unknown", |ready| if ready["status"] == "True" { "Ready" } else { "NotReady" });
    let unschedulable = facts.at("/spec/unschedulable") == true;
    if unschedulable { format!("{ready},SchedulingDisabled") } else { ready.to_owned() }
}

fn roles(facts: &Facts<'_>) -> String {
    let labels = facts.at("/metadata/labels").as_object().into_iter().flatten();
    let roles = labels.filter_map(|(key, value)| match key.strip_prefix("node-role.kubernetes.io/") {
        Some(role) => Some(role),
        None if key == "kubernetes.io/role" => value.as_str(),
        None => None,
    });
    let roles: BTreeSet<_> = roles.filter(|role| !role.is_empty()).collect();
    if roles.is_empty() { NONE.to_owned() } else { roles.into_iter().collect::<Vec<_>>().join(",") }
}

fn address<'a>(facts: &Facts<'a>, kind: &str) -> &'a str {
    let found = facts.list("/status/addresses").iter().find(|address| address["type"] == kind);
    found.and_then(|address| address["address"].as_str()).unwrap_or(NONE)
}

fn kernel(facts: &Facts<'_>) -> String {
    let version = facts.text_or("/status/nodeInfo/kernelVersion", UNKNOWN);
    match facts.text("/status/nodeInfo/architecture") {
        "" => version.to_owned(),
        architecture => format!("{version} ({architecture})"),
    }
}
