//! Status conditions: one vocabulary for all kinds.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};

/// The object was understood; what it refers to and already exists is applied.
pub const ACCEPTED: &str = "Accepted";
/// Everything that the object stands for exists and works.
pub const READY: &str = "Ready";
/// Every connection of a component has a target that it may reach.
pub const CONNECTIONS_RESOLVED: &str = "ConnectionsResolved";
/// The image was derived from the component's name, because it declares neither image nor source.
pub const IMAGE_ASSUMED: &str = "ImageAssumed";
/// Environments of the pipeline are behind an approval or a soak and run nothing of the component yet.
pub const AWAITING_PROMOTION: &str = "AwaitingPromotion";

/// What a controller says about an object, before it is merged into the object's conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Condition type, one of this module's constants.
    pub type_: &'static str,
    /// Whether it holds; `None` while that is not known.
    pub status: Option<bool>,
    /// CamelCase reason for programs.
    pub reason: String,
    /// Text for people, the same for the same cause: no times, no counters.
    pub message: String,
}

impl Report {
    /// A condition that holds.
    pub fn holds(type_: &'static str, reason: impl Into<String>, message: impl Into<String>) -> Self {
        Self { type_, status: Some(true), reason: reason.into(), message: message.into() }
    }

    /// A condition that does not hold.
    pub fn fails(type_: &'static str, reason: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status: Some(false), ..Self::holds(type_, reason, message) }
    }

    fn status_text(&self) -> &'static str {
        match self.status {
            Some(true) => "True",
            Some(false) => "False",
            None => "Unknown",
        }
    }
}

/// Merges reports into the conditions of generation `generation`: the transition time moves only where the
/// status changed, and conditions of other types stay as they are.
pub fn merge(conditions: &mut Vec<Condition>, reports: Vec<Report>, generation: i64, now: &Time) {
    for report in reports {
        let status = report.status_text();
        let known = conditions.iter().position(|condition| condition.type_ == report.type_);
        let since = known
            .map(|index| &conditions[index])
            .filter(|condition| condition.status == status)
            .map_or_else(|| now.clone(), |condition| condition.last_transition_time.clone());
        let condition = Condition {
            type_: report.type_.to_owned(),
            status: status.to_owned(),
            reason: report.reason,
            message: report.message,
            observed_generation: Some(generation),
            last_transition_time: since,
        };
        match known {
            Some(index) => conditions[index] = condition,
            None => conditions.push(condition),
        }
    }
}

/// Removes conditions of a type that does not apply any more.
pub fn remove(conditions: &mut Vec<Condition>, type_: &str) {
    conditions.retain(|condition| condition.type_ != type_);
}

/// The condition of a type, if it was written for this generation.
pub fn current<'a>(conditions: &'a [Condition], type_: &str, generation: i64) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.type_ == type_ && condition.observed_generation == Some(generation))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(second: i64) -> Time {
        Time(k8s_openapi::jiff::Timestamp::from_second(second).expect("a small timestamp"))
    }

    #[test]
    fn transition_time_moves_only_with_the_status() {
        let mut conditions = vec![];
        merge(&mut conditions, vec![Report::fails(READY, "Waiting", "no pod is ready")], 1, &time(1));
        merge(&mut conditions, vec![Report::fails(READY, "Failing", "an image is missing")], 2, &time(2));
        assert_eq!(conditions[0].last_transition_time, time(1));
        assert_eq!(conditions[0].observed_generation, Some(2));
        merge(&mut conditions, vec![Report::holds(READY, "Available", "")], 2, &time(3));
        assert_eq!(conditions[0].last_transition_time, time(3));
        assert_eq!(conditions.len(), 1);
    }

    #[test]
    fn a_condition_of_another_generation_is_not_current() {
        let mut conditions = vec![];
        merge(&mut conditions, vec![Report::holds(ACCEPTED, "Compiled", "")], 1, &time(1));
        assert!(current(&conditions, ACCEPTED, 1).is_some());
        assert!(current(&conditions, ACCEPTED, 2).is_none());
    }
}
