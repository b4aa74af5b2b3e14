//! What can go wrong with a request, told apart by what a caller does about it.

use std::{error::Error as StdError, time::Duration};

use kube::{client::AuthError, core::Status};

use super::{Call, ConnectError, Right, connect};

const FIELD_MANAGER_CONFLICT: &str = "FieldManagerConflict";
/// How kube-apiserver refuses to apply what its definition of the type does not allow: with 500, and no reason.
const UNFIT: [&str; 2] = ["failed to create typed patch object", "failed to convert new object"];

/// Why a request did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist; its type does.
    #[error("the object does not exist")]
    NotFound,
    /// The namespace that the object would be in does not exist.
    #[error("the namespace {0} does not exist")]
    NamespaceNotFound(String),
    /// The API server does not serve the type: its CustomResourceDefinition is not installed.
    #[error("the API server does not serve this type")]
    TypeNotFound,
    /// Other field managers hold fields of an applied object with other values.
    #[error("other field managers hold {}", fields(.0))]
    Conflict(Vec<Conflict>),
    /// The credentials were not accepted.
    #[error("the API server did not accept the credentials: {0}")]
    Unauthorized(String),
    /// The credentials lack a right.
    #[error("the API server denies the request: {message}")]
    Forbidden {
        /// The API server's words.
        message: String,
        /// What the request needs.
        right: Right,
    },
    /// The API server puts the request off or fails: it is overloaded, starts, stops or is unwell.
    #[error("{} answers {call} with {}: {}", call.host, .status.code, .status.message)]
    Unavailable {
        /// The request.
        call: Call,
        /// The answer.
        status: Box<Status>,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
        /// How often the request was sent.
        sent: u32,
    },
    /// The API server refused the request for another reason.
    #[error("{}", .0.message)]
    Refused(Box<Status>),
    /// No answer came.
    #[error("{} does not answer: {reason}", call.host)]
    Unreachable {
        /// The request.
        call: Call,
        /// What happened.
        reason: String,
        /// Whether the request was sent: then it is not known whether the API server has done what it asks for.
        is_sent: bool,
    },
    /// The user asked to stop before the answer came. Nothing was to be written.
    #[error("interrupted before the answer to {call} came")]
    Interrupted {
        /// The request.
        call: Call,
    },
    /// Credentials could not be obtained or renewed.
    #[error("{0}")]
    Credentials(String),
    /// The answer is not what a Kubernetes API server sends.
    #[error("the answer of {host} is not understood: {reason}")]
    Malformed {
        /// URL of the API server.
        host: String,
        /// What is wrong with it, without its content.
        reason: String,
    },
}

/// A field that another field manager holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Path of the field, such as `spec.endpoints[name="api"].port`.
    pub field: String,
    /// The API server's words, which name the manager.
    pub message: String,
}

impl Error {
    /// Tells the cases of a refused request apart.
    pub(super) fn from_status(status: Status, call: &Call) -> Self {
        match status.code {
            401 => Self::Unauthorized(status.message),
            403 if lacks_right(&status.message) => Self::Forbidden { message: status.message, right: call.right() },
            404 => absent(status),
            409 => conflict(status),
            500 if UNFIT.iter().any(|unfit| status.message.starts_with(unfit)) => Self::Refused(Box::new(status)),
            429 | 500.. => {
                Self::Unavailable { call: call.clone(), status: Box::new(status), retry_after: None, sent: 1 }
            }
            _ => Self::Refused(Box::new(status)),
        }
    }

    /// Tells the cases of a request without an answer apart.
    pub(super) fn from_kube(error: kube::Error, call: &Call) -> Self {
        if let Some(auth) = find::<AuthError>(&error) {
            return Self::Credentials(connect::credentials(auth));
        }
        if let Some(login) = find::<ConnectError>(&error) {
            return Self::Credentials(login.to_string());
        }
        match error {
            kube::Error::Api(status) => Self::from_status(*status, call),
            kube::Error::SerdeError(error) => {
                Self::Malformed { host: call.host.clone(), reason: format!("{:?} in JSON", error.classify()) }
            }
            kube::Error::Service(error) => Self::no_answer(call, chain(error.as_ref())),
            other => Self::no_answer(call, chain(&other)),
        }
    }

    /// That a request which was sent was not answered.
    pub(super) fn no_answer(call: &Call, reason: String) -> Self {
        Self::Unreachable { call: call.clone(), reason, is_sent: true }
    }

    /// The same, of a request that was sent so often.
    pub(super) fn after(mut self, times: u32) -> Self {
        if let Self::Unavailable { sent, .. } = &mut self {
            *sent = times;
        }
        self
    }
}

/// Whether it is the authorizer that denies. Admission webhooks, quotas and namespaces that are being deleted do so with the
/// same code and reason, and no right helps against them: only the words differ.
fn lacks_right(message: &str) -> bool {
    let denied = message.split_once("is forbidden: User \"");
    denied.is_some_and(|(_, rest)| rest.contains("\" cannot ") && rest.contains(" resource \""))
}

/// The API server names the object or the namespace that it misses; for a type that it does not serve it has no details.
fn absent(status: Status) -> Error {
    match status.details {
        Some(details) if details.kind == "namespaces" && !details.name.is_empty() => {
            Error::NamespaceNotFound(details.name)
        }
        Some(details) if !details.name.is_empty() => Error::NotFound,
        _ => Error::TypeNotFound,
    }
}

fn conflict(status: Status) -> Error {
    let conflicts: Vec<_> = status
        .details
        .iter()
        .flat_map(|details| &details.causes)
        .filter(|cause| cause.reason == FIELD_MANAGER_CONFLICT)
        .map(|cause| Conflict { field: cause.field.trim_start_matches('.').to_owned(), message: cause.message.clone() })
        .collect();
    if conflicts.is_empty() { Error::Refused(Box::new(status)) } else { Error::Conflict(conflicts) }
}

fn fields(conflicts: &[Conflict]) -> String {
    conflicts.iter().map(|conflict| conflict.field.as_str()).collect::<Vec<_>>().join(", ")
}

/// The first error of a type among an error and its causes.
pub(super) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// An error and its causes in one line, each said once.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        match texts.last_mut() {
            Some(last) if last.contains(&text) => {}
            Some(last) if text.contains(last.as_str()) => *last = text,
            _ => texts.push(text),
        }
        next = error.source();
    }
    texts.join(": ")
}

#[cfg(test)]
mod tests;
