use anyhow::Result;
use serde::Deserialize;

use crate::generated::{Directory, Generated};

/// The list that the comparison of the two API servers reads, too.
const LIST: &str = include_str!("../../../tests/acceptance/src/differential/documented.yaml");

const INTRODUCTION: &str = "\
# The embedded API server and kube-apiserver

`openchoreo dev` runs an embedded Kubernetes API server. `cargo xtask differential` sends generated sequences of
requests to it and to the real kube-apiserver and compares the answers: codes, reasons, causes, objects,
`managedFields`, watch events. These differences are meant; any other is a bug.

| what differs | why |
|---|---|
";

#[derive(Deserialize)]
struct Difference {
    what: String,
    why: String,
}

/// The page of the differences between the embedded API server and the real one.
pub(crate) fn page() -> Result<Directory> {
    let differences: Vec<Difference> = serde_saphyr::from_str(LIST)?;
    let rows = differences.iter().map(|Difference { what, why }| format!("| {what} | {why} |\n"));
    let content = INTRODUCTION.to_owned() + &rows.collect::<String>();
    Ok(Directory {
        path: "docs/apiserver".into(),
        extension: Some("md"),
        files: vec![Generated { path: "differences.md".into(), content }],
    })
}
