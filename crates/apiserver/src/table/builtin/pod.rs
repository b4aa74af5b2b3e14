//! Pods: one word for the state of many containers.

use serde_json::{Value, json};

use super::facts::items;
use super::{Column, Facts, NONE, Printer};
use crate::table::age;

pub(super) const POD: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Ready"),
        Column::text("Status"),
        Column::text("Restarts"),
        Column::AGE,
        Column::text("IP").wide(),
        Column::text("Node").wide(),
        Column::text("Nominated Node").wide(),
        Column::text("Readiness Gates").wide(),
    ],
    cells: |facts| {
        let summary = Summary::of(facts);
        vec![
            facts.name(),
            json!(format!("{}/{}", summary.ready, containers(facts))),
            json!(status(facts, &summary)),
            json!(restarts(facts, &summary)),
            facts.age(),
            json!(facts.text_or("/status/podIPs/0/ip", NONE)),
            json!(facts.text_or("/spec/nodeName", NONE)),
            json!(facts.text_or("/status/nominatedNodeName", NONE)),
            json!(gates(facts)),
        ]
    },
};

/// What the containers amount to.
#[derive(Default)]
struct Summary<'a> {
    ready: usize,
    restarts: i64,
    /// When the last container that restarted had ended.
    last_end: Option<&'a str>,
    /// What kubectl calls the state; the phase if no container says more.
    reason: Option<String>,
}

impl<'a> Summary<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let (initial, sidecars) = Self::of_initial(facts);
        if initial.reason.is_some() && !facts.condition("Initialized") {
            return initial;
        }
        let mut summary = Self { ready: initial.ready, reason: initial.reason, ..sidecars };
        summary.add_main(facts);
        summary
    }

    /// All init containers, and those among them that run on beside the main ones.
    fn of_initial(facts: &Facts<'a>) -> (Self, Self) {
        let (mut all, mut sidecars) = (Self::default(), Self::default());
        let count = facts.count("/spec/initContainers");
        for (index, status) in facts.list("/status/initContainerStatuses").iter().enumerate() {
            let sidecar = is_sidecar(facts, &status["name"]);
            all.count_restarts(status);
            if sidecar {
                sidecars.count_restarts(status);
            }
            let (waiting, ended) = (&status["state"]["waiting"], &status["state"]["terminated"]);
            if ended["exitCode"] == 0 {
                continue;
            }
            if sidecar && status["started"] == true {
                all.ready += usize::from(status["ready"] == true);
                continue;
            }
            let why = waiting["reason"].as_str().filter(|why| !matches!(*why, "" | "PodInitializing"));
            all.reason = Some(match why {
                _ if !ended.is_null() => format!("Init:{}", end_of(ended)),
                Some(why) => format!("Init:{why}"),
                None => format!("Init:{index}/{count}"),
            });
            break;
        }
        (all, sidecars)
    }

    fn add_main(&mut self, facts: &Facts<'a>) {
        let (mut running, mut failure) = (false, None);
        for status in facts.list("/status/containerStatuses").iter().rev() {
            self.count_restarts(status);
            let state = &status["state"];
            if let Some(why) = state["waiting"]["reason"].as_str().filter(|why| !why.is_empty()) {
                self.reason = Some(why.to_owned());
            } else if !state["terminated"].is_null() {
                let why = end_of(&state["terminated"]);
                if state["terminated"]["exitCode"] != 0 {
                    failure = Some(why.clone());
                }
                self.reason = Some(why);
            } else if status["ready"] == true && !state["running"].is_null() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason.as_deref() == Some("Completed") {
            self.reason = match failure {
                _ if running && facts.condition("Ready") => Some("Running".to_owned()),
                Some(why) => Some(why),
                None if running => Some("NotReady".to_owned()),
                None => self.reason.take(),
            };
        }
    }

    fn count_restarts(&mut self, status: &'a Value) {
        self.restarts += status["restartCount"].as_i64().unwrap_or_default();
        // Timestamps in UTC of one length are in the order of their texts.
        self.last_end = self.last_end.max(status["lastState"]["terminated"]["finishedAt"].as_str());
    }
}

fn containers(facts: &Facts<'_>) -> usize {
    let sidecars = facts.list("/spec/initContainers").iter().filter(|container| restarts_always(container));
    facts.count("/spec/containers") + sidecars.count()
}

fn is_sidecar(facts: &Facts<'_>, name: &Value) -> bool {
    facts.list("/spec/initContainers").iter().any(|container| container["name"] == *name && restarts_always(container))
}

fn restarts_always(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

/// Why a container ended.
fn end_of(ended: &Value) -> String {
    match (ended["reason"].as_str().unwrap_or_default(), ended["signal"].as_i64().unwrap_or_default()) {
        ("", 0) => format!("ExitCode:{}", ended["exitCode"]),
        ("", signal) => format!("Signal:{signal}"),
        (reason, _) => reason.to_owned(),
    }
}

fn status(facts: &Facts<'_>, summary: &Summary<'_>) -> String {
    let (phase, reason) = (facts.text("/status/phase"), facts.text("/status/reason"));
    if facts.terminating() && reason == "NodeLost" {
        return "Unknown".to_owned();
    }
    if facts.terminating() && !matches!(phase, "Succeeded" | "Failed") {
        return "Terminating".to_owned();
    }
    let gated = |found: &Value| found["type"] == "PodScheduled" && found["reason"] == "SchedulingGated";
    match &summary.reason {
        Some(reason) => reason.clone(),
        None if facts.list("/status/conditions").iter().any(gated) => "SchedulingGated".to_owned(),
        None => (if reason.is_empty() { phase } else { reason }).to_owned(),
    }
}

fn restarts(facts: &Facts<'_>, summary: &Summary<'_>) -> String {
    match summary.last_end {
        Some(end) if summary.restarts != 0 => {
            format!("{} ({} ago)", summary.restarts, age::since(Some(end), facts.now))
        }
        _ => summary.restarts.to_string(),
    }
}

fn gates(facts: &Facts<'_>) -> String {
    let gates = items(facts.at("/spec/readinessGates"));
    let passed = gates.iter().filter(|gate| facts.condition(gate["conditionType"].as_str().unwrap_or_default()));
    if gates.is_empty() { NONE.to_owned() } else { format!("{}/{}", passed.count(), gates.len()) }
}
