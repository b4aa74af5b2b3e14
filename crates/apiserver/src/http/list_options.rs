//! Which parameters of lists and watches go together.

use super::query::{Query, invalid_options};
use crate::status::{ApiError, Cause};

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
    if causes.is_empty() { Ok(()) } else { Err(invalid_options("ListOptions", causes)) }
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
