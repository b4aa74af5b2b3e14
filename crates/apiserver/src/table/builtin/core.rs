//! Kinds of few columns.

use serde_json::json;

use super::{Column, Printer};

pub(super) const PLAIN: Printer = Printer {
    columns: &[Column::NAME, Column::date("Created At")],
    cells: |facts| vec![facts.name(), facts.at("/metadata/creationTimestamp").clone()],
};

pub(super) const NAMESPACE: Printer = Printer {
    columns: &[Column::NAME, Column::text("Status"), Column::AGE],
    cells: |facts| vec![facts.name(), json!(facts.text("/status/phase")), facts.age()],
};

pub(super) const CONFIG_MAP: Printer = Printer {
    columns: &[Column::NAME, Column::text("Data"), Column::AGE],
    cells: |facts| vec![facts.name(), json!(facts.count("/data") + facts.count("/binaryData")), facts.age()],
};

pub(super) const SECRET: Printer = Printer {
    columns: &[Column::NAME, Column::text("Type"), Column::text("Data"), Column::AGE],
    cells: |facts| vec![facts.name(), json!(facts.text("/type")), json!(facts.count("/data")), facts.age()],
};

pub(super) const SERVICE_ACCOUNT: Printer =
    Printer { columns: &[Column::NAME, Column::AGE], cells: |facts| vec![facts.name(), facts.age()] };

pub(super) const LEASE: Printer = Printer {
    columns: &[Column::NAME, Column::text("Holder"), Column::AGE],
    cells: |facts| vec![facts.name(), json!(facts.text("/spec/holderIdentity")), facts.age()],
};
