//! Questions about the caller: who they are and what they may do. Nothing is stored.
//!
//! The server has one user, who may do everything, so the answers are those of kube-apiserver to a member of
//! `system:masters`: yes, also for resources that do not exist.

use std::sync::LazyLock;

use http::request::Parts;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::content;
use super::query::Query;
use super::respond::{self, ResponseBody};
use super::route::Place;
use crate::core::now;
use crate::lifecycle::{self, FieldValidation};
use crate::schema::TypeSchema;
use crate::status::{ApiError, Cause, Reason};

/// The server's one user.
const USER: &str = "admin";

/// The groups that the user is in.
const GROUPS: [&str; 2] = ["system:masters", "system:authenticated"];

/// A kind of question.
pub(super) struct Review {
    group: &'static str,
    kind: &'static str,
    plural: &'static str,
    /// The answer to a question that is well formed.
    answer: fn(Value) -> Result<Value, ApiError>,
}

const VERSION: &str = "v1";

static REVIEWS: [Review; 3] = [
    Review {
        group: "authentication.k8s.io",
        kind: "SelfSubjectReview",
        plural: "selfsubjectreviews",
        answer: |_| {
            let user = json!({"username": USER, "uid": USER, "groups": GROUPS});
            Ok(json!({"metadata": {"creationTimestamp": now()}, "status": {"userInfo": user}}))
        },
    },
    Review {
        group: "authorization.k8s.io",
        kind: "SelfSubjectAccessReview",
        plural: "selfsubjectaccessreviews",
        answer: access,
    },
    Review {
        group: "authorization.k8s.io",
        kind: "SelfSubjectRulesReview",
        plural: "selfsubjectrulesreviews",
        answer: rules,
    },
];

/// What a question may hold.
static SCHEMA: LazyLock<TypeSchema> = LazyLock::new(|| {
    let text = json!({"type": "string"});
    let open = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let resource = json!({"type": "object", "properties": {
        "namespace": text, "verb": text, "group": text, "version": text, "resource": text, "subresource": text,
        "name": text, "fieldSelector": open, "labelSelector": open,
    }});
    let path = json!({"type": "object", "properties": {"path": text, "verb": text}});
    let spec = json!({"type": "object", "properties": {
        "resourceAttributes": resource, "nonResourceAttributes": path, "namespace": text,
    }});
    let schema = json!({"type": "object", "properties": {
        "apiVersion": text, "kind": text, "metadata": {"type": "object"}, "spec": spec, "status": open,
    }});
    // The schema is part of the program, and every test of this module reads it.
    TypeSchema::from_openapi(&schema).expect("the schema is structural")
});

/// The kind of question that is asked at a place.
pub(super) fn find(place: &Place) -> Option<&'static Review> {
    let of = |review: &&Review| review.group == place.group && review.plural == place.plural;
    REVIEWS.iter().find(of).filter(|_| place.version == VERSION && place.namespace.is_none())
}

/// The group versions of the questions.
pub(super) fn group_versions() -> impl Iterator<Item = (&'static str, &'static str)> {
    REVIEWS.iter().map(|review| (review.group, VERSION))
}

/// The entries of the questions in the discovery of a group version.
pub(super) fn entries(group: &str, version: &str) -> impl Iterator<Item = Value> {
    let asked = REVIEWS.iter().filter(move |review| review.group == group && version == VERSION);
    asked.map(|Review { kind, plural, .. }| {
        json!({
            "name": plural,
            "singularName": kind.to_lowercase(),
            "namespaced": false,
            "kind": kind,
            "verbs": ["create"],
        })
    })
}

impl Review {
    /// Answers a request.
    pub(super) fn answer(&self, place: &Place, parts: &Parts, body: &[u8]) -> Result<Response<ResponseBody>, ApiError> {
        if place.name.is_some() {
            let message = format!("{} have no names: they are answered and not kept", self.plural);
            return Err(ApiError::new(Reason::NotFound, message));
        }
        if parts.method != Method::POST {
            let message = format!("{} is not offered at {}", parts.method, parts.uri.path());
            return Err(ApiError::new(Reason::MethodNotAllowed, message));
        }
        content::check_accept(&parts.headers)?;
        let query = Query::parse(parts.uri.query());
        query.dry_run("CreateOptions")?;
        let (question, warnings) =
            self.read(content::object(&parts.headers, body)?, query.field_validation("CreateOptions")?)?;
        let mut answer = (self.answer)(question)?;
        answer["kind"] = json!(self.kind);
        answer["apiVersion"] = json!(self.api_version());
        Ok(respond::with_warnings(respond::json(StatusCode::CREATED, &answer), &warnings))
    }

    /// The question, and warnings of what it should not hold.
    fn read(&self, mut body: Value, validation: FieldValidation) -> Result<(Value, Vec<String>), ApiError> {
        if !body.is_object() {
            return Err(ApiError::bad_request(format!("the body must be one {} object", self.kind)));
        }
        for (field, wanted) in [("apiVersion", self.api_version()), ("kind", self.kind.to_owned())] {
            let given = body[field].as_str().unwrap_or(&wanted);
            if given != wanted {
                return Err(ApiError::bad_request(format!("{field}: {given:?} is not accepted; accepted is {wanted}")));
            }
            body[field] = json!(wanted);
        }
        let unknown = SCHEMA.prune(&mut body);
        if let Some(error) = SCHEMA.validate(&body, None).first() {
            return Err(ApiError::bad_request(format!("{}: {}", error.field, error.message)));
        }
        Ok((body, lifecycle::report(&unknown, validation)?))
    }

    fn api_version(&self) -> String {
        format!("{}/{VERSION}", self.group)
    }
}

fn access(question: Value) -> Result<Value, ApiError> {
    let asked = ["resourceAttributes", "nonResourceAttributes"].map(|field| !question["spec"][field].is_null());
    if asked[0] == asked[1] {
        return Err(invalid("spec", "exactly one of nonResourceAttributes and resourceAttributes must be given"));
    }
    if question["metadata"].as_object().into_iter().flatten().any(|(_, value)| !value.is_null()) {
        return Err(invalid("metadata", "must be empty"));
    }
    Ok(json!({"metadata": {}, "spec": question["spec"], "status": {"allowed": true}}))
}

fn rules(question: Value) -> Result<Value, ApiError> {
    if question["spec"]["namespace"].as_str().is_none_or(str::is_empty) {
        return Err(ApiError::bad_request("spec.namespace: the namespace that the rules are wanted for is missing"));
    }
    Ok(json!({
        "metadata": {},
        "spec": {},
        "status": {
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
            "incomplete": false,
        },
    }))
}

fn invalid(field: &str, message: &str) -> ApiError {
    let cause =
        Cause { reason: "FieldValueInvalid".to_owned(), message: message.to_owned(), field: Some(field.to_owned()) };
    ApiError::new(Reason::Invalid, format!("{field}: {message}")).about("authorization.k8s.io", "", "").because([cause])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protobuf;

    /// A text as a field of a message.
    fn part(number: u8, text: &[u8]) -> Vec<u8> {
        let length = u8::try_from(text.len()).expect("a short text");
        [&[number << 3 | 2, length], text].concat()
    }

    #[test]
    fn every_question_can_be_asked_in_protobuf() {
        for review in &REVIEWS {
            let types = [part(1, review.api_version().as_bytes()), part(2, review.kind.as_bytes())].concat();
            let body = [b"k8s\0".as_slice(), &part(1, &types)].concat();
            let expected = json!({"apiVersion": review.api_version(), "kind": review.kind});
            assert_eq!(protobuf::decode(&body), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_object_is_no_question() {
        for review in &REVIEWS {
            for body in [json!([]), json!("x"), json!(1), json!(null)] {
                let refused = review.read(body, FieldValidation::Warn).map_err(|error| error.reason());
                assert_eq!(refused, Err(Reason::BadRequest));
            }
        }
    }
}
