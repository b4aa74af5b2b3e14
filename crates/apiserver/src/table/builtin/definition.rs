//! CustomResourceDefinitions.

use serde_json::{Value, json};

use super::facts::joined;
use super::{Column, Facts, Printer};

pub(super) const DEFINITION: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Scope"),
        Column::text("Versions"),
        Column::date("Created At"),
        Column::text("Group").wide(),
        Column::text("Kind").wide(),
        Column::text("ShortNames").wide(),
        Column::boolean("Established").wide(),
    ],
    cells: |facts| {
        vec![
            facts.name(),
            json!(facts.text("/spec/scope")),
            json!(versions(facts)),
            facts.at("/metadata/creationTimestamp").clone(),
            json!(facts.text("/spec/group")),
            json!(facts.text("/spec/names/kind")),
            json!(joined(facts.list("/spec/names/shortNames").iter(), ",")),
            json!(facts.condition("Established")),
        ]
    },
};

/// The versions that are served, with a mark at the stored one.
fn versions(facts: &Facts<'_>) -> String {
    let served = facts.list("/spec/versions").iter().filter(|version| version["served"] == true);
    let label = |version: &Value| {
        let mark = if version["storage"] == true { "(storage)" } else { "" };
        format!("{}{mark}", version["name"].as_str().unwrap_or_default())
    };
    let mut labels: Vec<_> = served.map(label).collect();
    labels.sort();
    labels.join(",")
}
