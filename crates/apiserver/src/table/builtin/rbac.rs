//! Role bindings of either scope.

use serde_json::{Value, json};

use super::{Column, Facts, Printer};

pub(super) const BINDING: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Role"),
        Column::AGE,
        Column::text("Users").wide(),
        Column::text("Groups").wide(),
        Column::text("ServiceAccounts").wide(),
    ],
    cells: |facts| {
        vec![
            facts.name(),
            json!(format!("{}/{}", facts.text("/roleRef/kind"), facts.text("/roleRef/name"))),
            facts.age(),
            subjects(facts, "User"),
            subjects(facts, "Group"),
            subjects(facts, "ServiceAccount"),
        ]
    },
};

fn subjects(facts: &Facts<'_>, kind: &str) -> Value {
    let found = facts.list("/subjects").iter().filter(|subject| subject["kind"] == kind);
    let names = found.map(|subject| {
        let [namespace, name] = ["namespace", "name"].map(|field| subject[field].as_str().unwrap_or_default());
        if kind == "ServiceAccount" { format!("{namespace}/{name}") } else { name.to_owned() }
    });
    json!(names.collect::<Vec<_>>().join(", "))
}
