use super::*;

fn classify(text: &str) -> Error {
    Error::from_status(serde_json::from_str(text).expect("a status"))
}

#[test]
fn tells_an_absent_object_from_an_absent_namespace_and_an_absent_type() {
    let object =
        r#"{"code":404,"reason":"NotFound","details":{"name":"web","group":"choreo.dev","kind":"components"}}"#;
    assert!(matches!(classify(object), Error::NotFound));
    let namespace = r#"{"code":404,"reason":"NotFound","details":{"name":"shop","kind":"namespaces"}}"#;
    assert!(matches!(classify(namespace), Error::NamespaceNotFound(name) if name == "shop"));
    for absent_type in [
        r#"{"code":404,"reason":"NotFound"}"#,
        r#"{"code":404,"reason":"NotFound","details":{}}"#,
        r#"{"code":404,"message":"404 page not found"}"#,
    ] {
        assert!(matches!(classify(absent_type), Error::TypeNotFound), "{absent_type}");
    }
}

#[test]
fn tells_conflicting_managers_from_other_conflicts() {
    let managers = r#"{"code":409,"reason":"Conflict","details":{"causes":[
        {"reason":"FieldManagerConflict","field":".spec.image","message":"conflict with \"kubectl-edit\" using choreo.dev/v1"}]}}"#;
    match classify(managers) {
        Error::Conflict(conflicts) => assert_eq!(conflicts[0].field, "spec.image"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(classify(r#"{"code":409,"reason":"Conflict"}"#), Error::Refused(_)));
}

#[test]
fn says_each_cause_once() {
    let io = std::io::Error::other("connection refused");
    let error = kube::Error::Service(Box::new(io));
    assert_eq!(chain(&error), "ServiceError: connection refused");
}

#[test]
fn a_credential_command_s_failure_is_found_below_other_errors() {
    let below = kube::Error::Service(Box::new(AuthError::MissingCommand));
    assert!(matches!(Error::from_kube(below, "https://a"), Error::Credentials(text) if text.contains("missing")));
}
