//! What ties a Job to its pods: labels that no other Job's pods have, and a selector of one of them.

use serde_json::{Map, Value, json};

/// The label that the selector of a Job selects.
pub(crate) const CONTROLLER_UID: &str = "batch.kubernetes.io/controller-uid";

/// The labels of a Job's pods, each in an older and a newer spelling.
pub(crate) const GENERATED_LABELS: [&str; 4] =
    ["controller-uid", CONTROLLER_UID, "job-name", "batch.kubernetes.io/job-name"];

/// Whether the selector is the client's own.
pub(crate) fn selects_by_itself(job: &Value) -> bool {
    job["spec"]["manualSelector"] == true
}

/// Generates the labels and the selector of a new Job, where it does not bring its own.
pub(crate) fn generate(job: &mut Value) {
    if selects_by_itself(job) || !job["spec"]["template"].is_object() {
        return;
    }
    let [uid, name] = ["uid", "name"].map(|field| job["metadata"][field].clone());
    if let Some(labels) = fields(job, &["spec", "template", "metadata", "labels"]) {
        for label in GENERATED_LABELS {
            labels.entry(label).or_insert_with(|| if label.ends_with("uid") { uid.clone() } else { name.clone() });
        }
    }
    if let Some(selected) = fields(job, &["spec", "selector", "matchLabels"]) {
        selected.entry(CONTROLLER_UID).or_insert(uid);
    }
}

/// A Job without labels has those of its pods.
pub(crate) fn label(job: &mut Value) {
    let labels = job["spec"]["template"]["metadata"]["labels"].clone();
    let is_empty = |labels: &Value| labels.as_object().is_none_or(Map::is_empty);
    if !is_empty(&labels) && is_empty(&job["metadata"]["labels"]) {
        job["metadata"]["labels"] = labels;
    }
}

/// The object at a path, made where there is none; nothing where something else is in the way.
fn fields<'a>(object: &'a mut Value, path: &[&str]) -> Option<&'a mut Map<String, Value>> {
    let mut place = object;
    for field in path {
        let next = place.as_object_mut()?.entry(*field).or_insert(Value::Null);
        if next.is_null() {
            *next = json!({});
        }
        place = next;
    }
    place.as_object_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_are_tied_to_their_job() {
        let mut job = json!({ "metadata": { "name": "a", "uid": "1" }, "spec": { "template": { "spec": {} } } });
        generate(&mut job);
        let labels = json!({
            "controller-uid": "1", "batch.kubernetes.io/controller-uid": "1",
            "job-name": "a", "batch.kubernetes.io/job-name": "a",
        });
        assert_eq!(job["spec"]["template"]["metadata"]["labels"], labels);
        label(&mut job);
        assert_eq!(job["metadata"]["labels"], labels);
        assert_eq!(job["spec"]["selector"], json!({ "matchLabels": { CONTROLLER_UID: "1" } }));
    }

    #[test]
    fn a_selector_of_its_own_is_left_alone() {
        let mut job = json!({ "metadata": {}, "spec": { "manualSelector": true, "template": {} } });
        let before = job.clone();
        generate(&mut job);
        assert_eq!(job, before);
    }
}
