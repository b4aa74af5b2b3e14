//! Telling a change of what was applied from a change of status.

use std::hash::{DefaultHasher, Hash, Hasher};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// A number that changes when somebody writes to an object other than to its status.
///
/// Field ownership decides: whoever takes a field away from us changes our entry. The resource version stands in
/// where a server keeps no ownership.
pub(super) fn of(metadata: &ObjectMeta) -> u64 {
    let mut hasher = DefaultHasher::new();
    metadata.generation.hash(&mut hasher);
    metadata.labels.hash(&mut hasher);
    metadata.deletion_timestamp.is_some().hash(&mut hasher);
    let entries = metadata.managed_fields.iter().flatten();
    let mut owned = entries.filter(|entry| entry.subresource.as_deref().unwrap_or_default().is_empty()).peekable();
    if owned.peek().is_none() {
        metadata.resource_version.hash(&mut hasher);
    }
    for entry in owned {
        entry.manager.hash(&mut hasher);
        entry.operation.hash(&mut hasher);
        entry.fields_v1.as_ref().map(|fields| fields.0.to_string()).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fingerprint(metadata: Value) -> u64 {
        of(&serde_json::from_value(metadata).expect("metadata"))
    }

    fn entry(manager: &str, subresource: &str, fields: Value) -> Value {
        json!({"manager": manager, "operation": "Apply", "subresource": subresource, "fieldsV1": fields})
    }

    #[test]
    fn a_status_change_is_no_change() {
        let ours = entry("openchoreo", "", json!({"f:spec": {}}));
        let before = fingerprint(json!({"resourceVersion": "1", "managedFields": [ours]}));
        let status = entry("kubelet", "status", json!({"f:status": {}}));
        assert_eq!(before, fingerprint(json!({"resourceVersion": "2", "managedFields": [ours, status]})));
    }

    #[test]
    fn a_field_taken_away_is_a_change() {
        let with = |fields: Value| fingerprint(json!({"managedFields": [entry("openchoreo", "", fields)]}));
        assert_ne!(with(json!({"f:spec": {"f:replicas": {}}})), with(json!({"f:spec": {}})));
    }

    #[test]
    fn without_field_ownership_the_resource_version_decides() {
        assert_ne!(fingerprint(json!({"resourceVersion": "1"})), fingerprint(json!({"resourceVersion": "2"})));
    }
}
