//! Errors as Kubernetes answers them: the `Status` object.

use http::StatusCode;
use serde_json::{Value, json};

use crate::store::StoreError;

/// The machine-readable cause of a failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The request cannot be read: wrong syntax, kind or parameter.
    BadRequest,
    /// There is no valid token.
    Unauthorized,
    /// The request is understood and refused.
    Forbidden,
    /// There is no such object.
    NotFound,
    /// An object of this name exists.
    AlreadyExists,
    /// The object, or a field of it, was changed by someone else.
    Conflict,
    /// The revision or the continuation asked for is no longer kept.
    Expired,
    /// The object breaks its schema or a rule.
    Invalid,
    /// The resource does not offer this verb.
    MethodNotAllowed,
    /// None of the accepted media types can be produced.
    NotAcceptable,
    /// The body's media type cannot be read.
    UnsupportedMediaType,
    /// The body is larger than the server reads.
    RequestEntityTooLarge,
    /// The revision asked for lies in the future.
    Timeout,
    /// The server does not have this feature.
    NotImplemented,
    /// The server failed.
    InternalError,
    /// kube-apiserver gives no reason for what it did not foresee, such as an apply that does not fit its schema.
    Unknown,
}

impl Reason {
    /// The HTTP status that goes with the reason.
    pub fn code(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::AlreadyExists | Self::Conflict => StatusCode::CONFLICT,
            Self::Expired => StatusCode::GONE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RequestEntityTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            Self::InternalError | Self::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// One finding among several, usually about one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of finding, for example `FieldValueInvalid`.
    pub reason: String,
    /// What is wrong.
    pub message: String,
    /// The path of the field, if the finding has one.
    pub field: Option<String>,
}

/// What an error is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Subject {
    group: String,
    kind: String,
    name: String,
    uid: Option<String>,
}

/// The object behind an error, and the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Details {
    subject: Subject,
    causes: Vec<Cause>,
}

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    reason: Reason,
    message: String,
    // Boxed, since every result of the server carries room for an error.
    details: Option<Box<Details>>,
}

impl ApiError {
    /// An error with a reason and a message.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), details: None }
    }

    /// A request that cannot be read.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(Reason::BadRequest, message)
    }

    /// A failure of the server itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Reason::InternalError, message)
    }

    /// Names the object, by the `kind` that Kubernetes uses in details: the plural resource name in most errors.
    #[must_use]
    pub fn about(mut self, group: &str, kind: &str, name: &str) -> Self {
        self.details.get_or_insert_default().subject =
            Subject { group: group.to_owned(), kind: kind.to_owned(), name: name.to_owned(), uid: None };
        self
    }

    /// Adds the findings behind the error.
    #[must_use]
    pub fn because(mut self, causes: impl IntoIterator<Item = Cause>) -> Self {
        self.details.get_or_insert_default().causes.extend(causes);
        self
    }

    /// Adds what another error found in the same request.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.message = format!("{}; {}", self.message, other.message);
        self.because(other.details.into_iter().flat_map(|details| details.causes))
    }

    /// The machine-readable cause.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The HTTP status.
    pub fn code(&self) -> StatusCode {
        self.reason.code()
    }

    /// The error as a `Status` object.
    pub fn to_status(&self) -> Value {
        let mut status = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "code": self.code().as_u16(),
        });
        if self.reason != Reason::Unknown {
            status["reason"] = Value::from(format!("{:?}", self.reason));
        }
        if let Some(details) = &self.details {
            status["details"] = details.to_json();
        }
        status
    }
}

impl Details {
    fn to_json(&self) -> Value {
        let mut json = self.subject.to_json();
        if !self.causes.is_empty() {
            json["causes"] = self.causes.iter().map(Cause::to_json).collect();
        }
        json
    }
}

impl Subject {
    fn to_json(&self) -> Value {
        let fields = [("name", &self.name), ("group", &self.group), ("kind", &self.kind)];
        let present = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let mut json: Value = present.map(|(field, value)| (field.to_owned(), Value::from(value.as_str()))).collect();
        if let Some(uid) = &self.uid {
            json["uid"] = Value::from(uid.as_str());
        }
        json
    }
}

impl Cause {
    fn to_json(&self) -> Value {
        let mut json = json!({"reason": self.reason, "message": self.message});
        if let Some(field) = &self.field {
            json["field"] = Value::from(field.as_str());
        }
        json
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::internal(error.to_string())
    }
}

/// The `Status` of a request that succeeded and has no object to show.
pub fn success(group: &str, kind: &str, name: &str, uid: Option<&str>) -> Value {
    let subject =
        Subject { group: group.to_owned(), kind: kind.to_owned(), name: name.to_owned(), uid: uid.map(str::to_owned) };
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": subject.to_json()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_object_and_causes() {
        let cause =
            Cause { reason: "FieldValueRequired".into(), message: "is missing".into(), field: Some("spec.x".into()) };
        let error =
            ApiError::new(Reason::Invalid, "widget is invalid").about("example.com", "Widget", "w").because([cause]);
        assert_eq!(
            error.to_status(),
            json!({
                "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                "message": "widget is invalid", "reason": "Invalid", "code": 422,
                "details": {
                    "name": "w", "group": "example.com", "kind": "Widget",
                    "causes": [{"reason": "FieldValueRequired", "message": "is missing", "field": "spec.x"}],
                },
            })
        );
    }
}
