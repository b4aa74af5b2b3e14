//! PersistentVolumeClaims.

use serde_json::{Value, json};

use super::{Column, Facts, Printer};

/// Where old clients name the storage class.
const CLASS_ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

const UNSET: &str = "<unset>";

pub(super) const CLAIM: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Status"),
        Column::text("Volume"),
        Column::text("Capacity"),
        Column::text("Access Modes"),
        Column::text("StorageClass"),
        Column::text("VolumeAttributesClass"),
        Column::AGE,
        Column::text("VolumeMode").wide(),
    ],
    cells: |facts| {
        let volume = facts.text("/spec/volumeName");
        let bound = |text: String| json!(if volume.is_empty() { String::new() } else { text });
        vec![
            facts.name(),
            json!(if facts.terminating() { "Terminating" } else { facts.text("/status/phase") }),
            json!(volume),
            bound(capacity(facts)),
            bound(access_modes(facts.list("/status/accessModes"))),
            json!(class(facts)),
            json!(facts.at("/spec/volumeAttributesClassName").as_str().unwrap_or(UNSET)),
            facts.age(),
            json!(facts.at("/spec/volumeMode").as_str().unwrap_or(UNSET)),
        ]
    },
};

fn capacity(facts: &Facts<'_>) -> String {
    facts.at("/status/capacity/storage").as_str().unwrap_or("0").to_owned()
}

fn access_modes(modes: &[Value]) -> String {
    let known =
        [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
    let short = known.into_iter().filter(|(mode, _)| modes.iter().any(|found| found == mode)).map(|(_, short)| short);
    short.collect::<Vec<_>>().join(",")
}

fn class<'a>(facts: &Facts<'a>) -> &'a str {
    let annotated = facts.at("/metadata/annotations")[CLASS_ANNOTATION].as_str();
    annotated.unwrap_or_else(|| facts.text("/spec/storageClassName"))
}
