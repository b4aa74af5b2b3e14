use serde_json::json;

use super::*;
use crate::{identity::Identity, kinds, model::Model};

const OURS: &str = "terraform-provider-openchoreo";

fn live() -> DynamicObject {
    let entry = |manager: &str, operation: &str, fields: serde_json::Value| {
        json!({"manager": manager, "operation": operation, "apiVersion": "choreo.dev/v1", "fieldsType": "FieldsV1",
               "time": "2026-05-04T03:02:01Z", "fieldsV1": fields})
    };
    serde_json::from_value(json!({
        "apiVersion": "choreo.dev/v1", "kind": "Component",
        "metadata": {"name": "web", "namespace": "shop", "managedFields": [
            entry(OURS, "Apply", json!({"f:spec": {"f:type": {}}})),
            entry("kubectl-edit", "Update", json!({"f:spec": {"f:image": {}, "f:runtime": {}}})),
            entry("flux", "Apply", json!({"f:spec": {"f:endpoints": {"k:{\"name\":\"api\"}": {"f:port": {}}}}})),
        ]},
        "spec": {"type": "service", "image": "b", "runtime": "go", "endpoints": [{"name": "api", "port": 2}]}
    }))
    .expect("an object")
}

fn check(field: &str, force: bool) -> Ruling {
    let model = Model::new(kinds::ALL[5]);
    let identity = Identity { organization: Some("shop".into()), name: "web".into() };
    let subject = Subject { model: &model, identity: &identity, host: "https://a", sent: None };
    let endpoints = Value::object([("api", Value::object([("port", Value::from(1))]))]);
    let before = Value::object([("image", "a".into()), ("runtime", Value::Null), ("endpoints", endpoints)]);
    let conflict = Conflict { field: field.into(), message: String::new() };
    rule(&subject, &[conflict], &live(), &before, (OURS, force))
}

fn text(diagnostics: &Diagnostics) -> String {
    diagnostics.to_string()
}

#[test]
fn what_was_ours_and_was_edited_is_taken_back() {
    let Ruling::TakeBack(warnings) = check("spec.image", false) else { panic!("refused") };
    let text = text(&warnings);
    for part in ["warning at image", "spec.image", "\"kubectl-edit\" at 2026-05-04T03:02:01Z"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_was_never_ours_or_is_declared_elsewhere_is_refused_unless_forced() {
    for (field, place, manager) in [
        ("spec.runtime", "error at runtime", "kubectl-edit"),
        (r#"spec.endpoints[name="api"].port"#, r#"error at endpoints["api"].port"#, "flux"),
    ] {
        let Ruling::Refuse(errors) = check(field, false) else { panic!("{field} taken back") };
        let text = text(&errors);
        assert!(text.contains(place) && text.contains(manager) && text.contains("force_conflicts"), "{text}");
        assert!(matches!(check(field, true), Ruling::TakeBack(_)));
    }
}

#[test]
fn a_specification_with_another_writer_is_not_only_ours() {
    assert!(!is_only_ours(&live(), OURS));
    let mut only = live();
    only.metadata.managed_fields.as_mut().expect("some").truncate(1);
    assert!(is_only_ours(&only, OURS));
    assert!(!is_only_ours(&only, "another"));
}
