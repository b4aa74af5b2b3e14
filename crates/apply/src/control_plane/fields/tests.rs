use super::*;

fn object() -> DynamicObject {
    serde_json::from_value(serde_json::json!({
        "apiVersion": "choreo.dev/v1", "kind": "Component",
        "metadata": {"name": "web", "managedFields": [
            {"manager": "terraform", "operation": "Apply", "apiVersion": "choreo.dev/v1", "fieldsType": "FieldsV1",
             "time": "2026-01-02T03:04:05Z",
             "fieldsV1": {"f:metadata": {"f:labels": {"f:app.kubernetes.io/name": {}}},
                          "f:spec": {"f:image": {},
                                     "f:endpoints": {"k:{\"name\":\"api\"}": {".": {}, "f:name": {}, "f:port": {},
                                                     "f:visibility": {"v:\"public\"": {}}}}}}},
            {"manager": "openchoreo", "operation": "Update", "apiVersion": "choreo.dev/v1", "fieldsType": "FieldsV1",
             "subresource": "status", "fieldsV1": {"f:status": {}}}
        ]}
    }))
    .expect("an object")
}

#[test]
fn writes_paths_as_conflicts_do() {
    let owners = owners(&object());
    let fields: Vec<_> = owners[0].fields.iter().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "metadata.labels.app.kubernetes.io/name",
            r#"spec.endpoints[name="api"]"#,
            r#"spec.endpoints[name="api"].name"#,
            r#"spec.endpoints[name="api"].port"#,
            r#"spec.endpoints[name="api"].visibility[="public"]"#,
            "spec.image",
        ]
    );
    assert_eq!(owners[0].operation, Operation::Apply);
    assert_eq!(owners[0].time, "2026-01-02T03:04:05Z");
    assert_eq!(owners[1].subresource.as_deref(), Some("status"));
}

#[test]
fn owns_a_field_and_what_holds_it_but_not_its_neighbours() {
    let owner = &owners(&object())[0];
    for owned in ["spec", "spec.endpoints", r#"spec.endpoints[name="api"].port"#, "spec.image"] {
        assert!(owner.owns(owned), "{owned}");
    }
    for foreign in ["spec.im", "spec.imagePull", r#"spec.endpoints[name="admin"]"#, "status"] {
        assert!(!owner.owns(foreign), "{foreign}");
    }
}
