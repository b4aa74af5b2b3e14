//! HorizontalPodAutoscalers.

use serde_json::{Value, json};

use super::facts::shortened;
use super::{Column, Facts, NONE, Printer};

pub(super) const AUTOSCALER: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Reference"),
        Column::text("Targets"),
        Column::text("MinPods"),
        Column::text("MaxPods"),
        Column::text("Replicas"),
        Column::AGE,
    ],
    cells: |facts| {
        let target = facts.at("/spec/scaleTargetRef");
        let [kind, name] = ["kind", "name"].map(|field| target[field].as_str().unwrap_or_default());
        let min = facts.at("/spec/minReplicas").as_i64();
        vec![
            facts.name(),
            json!(format!("{kind}/{name}")),
            json!(targets(facts)),
            json!(min.map_or_else(|| "<unset>".to_owned(), |min| min.to_string())),
            json!(facts.number("/spec/maxReplicas")),
            json!(facts.number("/status/currentReplicas")),
            facts.age(),
        ]
    },
};

/// How many metrics are shown.
const SHOWN: usize = 2;

fn targets(facts: &Facts<'_>) -> String {
    let (metrics, current) = (facts.list("/spec/metrics"), facts.list("/status/currentMetrics"));
    let texts: Vec<_> = metrics.iter().enumerate().map(|(index, metric)| target(metric, current.get(index))).collect();
    shortened(&texts, SHOWN, ", ", NONE)
}

/// What a metric is, of what it should be.
fn target(metric: &Value, current: Option<&Value>) -> String {
    let (field, of_pods) = match metric["type"].as_str() {
        Some("Resource") => ("resource", true),
        Some("ContainerResource") => ("containerResource", true),
        Some("Pods") => ("pods", false),
        Some("Object") => ("object", false),
        Some("External") => ("external", false),
        _ => return "<unknown type>".to_owned(),
    };
    let wanted = &metric[field]["target"];
    let now = current.map_or(&Value::Null, |current| &current[field]["current"]);
    let average = !wanted["averageValue"].is_null();
    if of_pods {
        let name = metric[field]["name"].as_str().unwrap_or_default();
        return match average {
            true => format!("{name}: {}/{}", quantity(&now["averageValue"]), quantity(&wanted["averageValue"])),
            false => format!("{name}: {}/{}", share(now, "<unknown>"), share(wanted, "<auto>")),
        };
    }
    match (field, average) {
        ("pods", _) => format!("{}/{}", quantity(&now["averageValue"]), quantity(&wanted["averageValue"])),
        (_, true) => format!("{}/{} (avg)", quantity(&now["averageValue"]), quantity(&wanted["averageValue"])),
        (_, false) => format!("{}/{}", quantity(&now["value"]), quantity(&wanted["value"])),
    }
}

fn share(of: &Value, absent: &str) -> String {
    of["averageUtilization"].as_i64().map_or_else(|| absent.to_owned(), |share| format!("{share}%"))
}

fn quantity(value: &Value) -> String {
    match value {
        Value::Null => "<unknown>".to_owned(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    }
}
