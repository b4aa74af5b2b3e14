//! From problems to conditions.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use k8s_openapi::jiff::Timestamp;
use openchoreo_api::condition::{self, ACCEPTED, Report};
use openchoreo_api::{Problem, Severity};

/// Conditions after these reports; those of the types in `absent` do not apply any more.
pub(crate) fn conditions(
    before: Option<&Vec<Condition>>,
    reports: Vec<Report>,
    absent: &[&str],
    generation: Option<i64>,
) -> Vec<Condition> {
    let mut conditions = before.cloned().unwrap_or_default();
    absent.iter().for_each(|type_| condition::remove(&mut conditions, type_));
    condition::merge(&mut conditions, reports, generation.unwrap_or(0), &Time(Timestamp::now()));
    conditions
}

/// `Accepted`: no problem is an error. Warnings are in the message.
pub(crate) fn accepted(problems: &[Problem], reason: &str) -> Report {
    match errors(problems) {
        Some(error) => Report::fails(ACCEPTED, error.reason, error.message),
        None => Report::holds(ACCEPTED, reason, join(problems)),
    }
}

/// Reason and message of the problems that are errors, if any are.
pub(crate) fn errors(problems: &[Problem]) -> Option<Cause> {
    let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    Some(Cause { reason: errors.first()?.reason, message: join(errors) })
}

/// Why a condition does not hold.
pub(crate) struct Cause {
    pub(crate) reason: &'static str,
    pub(crate) message: String,
}

/// The problems as one text.
pub(crate) fn join<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> String {
    problems.into_iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Whether a condition of this type is true.
pub(crate) fn is_true(conditions: Option<&Vec<Condition>>, type_: &str) -> bool {
    conditions.into_iter().flatten().any(|condition| condition.type_ == type_ && condition.status == "True")
}
