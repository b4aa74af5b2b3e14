use super::*;

fn call() -> Call {
    let path = "/apis/choreo.dev/v1/namespaces/shop/components/web".to_owned();
    Call { host: "https://a".to_owned(), method: "PATCH".to_owned(), path }
}

fn classify(text: &str) -> Error {
    Error::from_status(serde_json::from_str(text).expect("a status"), &call())
}

#[test]
fn a_server_that_is_unwell_is_named_with_the_request() {
    for code in [429, 500, 503, 504] {
        let text = classify(&format!(r#"{{"code":{code},"message":"not now"}}"#)).to_string();
        let expected = "https://a answers PATCH /apis/choreo.dev/v1/namespaces/shop/components/web with";
        assert_eq!(text, format!("{expected} {code}: not now"));
    }
}

#[test]
fn a_denied_request_says_which_right_it_needs() {
    for message in [
        r#"components.choreo.dev \"web\" is forbidden: User \"ann\" cannot patch resource \"components\" in API group \"choreo.dev\" in the namespace \"shop\""#,
        r#"components.choreo.dev is forbidden: User \"ann\" cannot create resource \"components\": no role"#,
    ] {
        match classify(&format!(r#"{{"code":403,"reason":"Forbidden","message":"{message}"}}"#)) {
            Error::Forbidden { right, .. } => assert_eq!(right.namespace.as_deref(), Some("shop")),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_request_that_another_than_the_authorizer_denies_lacks_no_right() {
    for message in [
        r#"components.choreo.dev \"web\" is forbidden: exceeded quota: few, requested: 1, used: 3, limited: 3"#,
        r#"components.choreo.dev \"web\" is forbidden: unable to create new content in namespace shop because it is being terminated"#,
        r#"admission webhook \"policy.example\" denied the request: images are from registry.example"#,
        "Access denied",
    ] {
        let error = classify(&format!(r#"{{"code":403,"reason":"Forbidden","message":"{message}"}}"#));
        assert!(matches!(&error, Error::Refused(status) if status.code == 403), "{error:?}");
    }
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
fn an_apply_that_the_type_does_not_fit_is_refused_for_good() {
    let unfit = r#"{"code":500,"message":"failed to create typed patch object (shop/web; choreo.dev/v1, Kind=Component): .spec.new: field not declared in schema"}"#;
    assert!(matches!(classify(unfit), Error::Refused(status) if status.message.contains(".spec.new")));
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
    assert!(matches!(Error::from_kube(below, &call()), Error::Credentials(text) if text.contains("missing")));
}
