//! Which parameters of lists and watches go together.

use super::query::Query;
use crate::status::{ApiError, Cause, Reason};

const MATCH: &str = "resourceVersionMatch";

/// Refuses parameters of a watch or of a list that contradict each other; all that is wrong at once.
pub(super) fn check(query: &Query, watch: bool) -> Result<(), ApiError> {
    let mut causes = Vec::new();
    let initial = query.get("sendInitialEvents").is_some();
    let found = query.get(MATCH);
    if watch {
        check_watch(found, initial, &mut causes);
    } else {
        check_list(found, query.get("resourceVersion"), &mut causes);
        if initial {
            causes.push(forbidden("sendInitialEvents", "is for watches only"));
        }
    }
    if found.is_some() && query.get("continue").is_some() {
        causes.push(forbidden(MATCH, "a continued list has its version already"));
    }
    if causes.is_empty() { Ok(()) } else { Err(invalid(causes)) }
}

fn check_watch(found: Option<&str>, initial: bool, causes: &mut Vec<Cause>) {
    if initial && found != Some("NotOlderThan") {
        causes.push(forbidden(MATCH, "must be NotOlderThan where sendInitialEvents is given"));
    }
    if found.is_some() && !initial {
        causes.push(forbidden(MATCH, "a watch takes it together with sendInitialEvents only"));
    }
    if let Some(other) = found.filter(|found| *found != "NotOlderThan") {
        causes.push(unsupported(other, "NotOlderThan"));
    }
}

fn check_list(found: Option<&str>, version: Option<&str>, causes: &mut Vec<Cause>) {
    let Some(found) = found else { return };
    if version.is_none() {
        causes.push(forbidden(MATCH, "needs a resourceVersion to match"));
    }
    if !matches!(found, "Exact" | "NotOlderThan") {
        causes.push(unsupported(found, "Exact and NotOlderThan"));
    }
    if found == "Exact" && version == Some("0") {
        causes.push(forbidden(MATCH, "Exact cannot match the resourceVersion 0, which is any"));
    }
}

fn forbidden(field: &str, message: &str) -> Cause {
    Cause {
        reason: "FieldValueForbidden".to_owned(),
        message: format!("Forbidden: {message}"),
        field: Some(field.to_owned()),
    }
}

fn unsupported(value: &str, accepted: &str) -> Cause {
    Cause {
        reason: "FieldValueNotSupported".to_owned(),
        message: format!("Unsupported value: {value:?}; accepted are {accepted}"),
        field: Some(MATCH.to_owned()),
    }
}

fn invalid(causes: Vec<Cause>) -> ApiError {
    let finding = |cause: &Cause| format!("{}: {}", cause.field.as_deref().unwrap_or_default(), cause.message);
    let findings = causes.iter().map(finding).collect::<Vec<_>>().join(", ");
    ApiError::new(Reason::Invalid, format!("ListOptions.meta.k8s.io \"\" is invalid: {findings}"))
        .about("meta.k8s.io", "ListOptions", "")
        .because(causes)
}
