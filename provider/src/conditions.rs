//! What the controllers report of an object.

use std::time::Duration;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::core::DynamicObject;
use openchoreo_api::condition::{ACCEPTED, READY, current};
use openchoreo_apply::control_plane::Verdict;
use serde::Deserialize;
use tokio::time::Instant;

/// How long a refusal must last before it counts: what an object refers to may come into being a moment later.
const GRACE: Duration = Duration::from_secs(30);

/// The conditions of an object; none where there is no status that makes sense.
pub(crate) fn of(object: &DynamicObject) -> Vec<Condition> {
    let conditions = object.data.get("status").and_then(|status| status.get("conditions"));
    conditions.and_then(|conditions| Vec::deserialize(conditions).ok()).unwrap_or_default()
}

/// A condition of the object's current generation.
pub(crate) fn current_of(object: &DynamicObject, type_: &str) -> Option<Condition> {
    current(&of(object), type_, object.metadata.generation.unwrap_or_default()).cloned()
}

/// The field that the refusal of the current generation is about, such as `spec.connections[name="db"]`.
pub(crate) fn refused_field(object: &DynamicObject) -> Option<String> {
    let refused = current_of(object, ACCEPTED).filter(|accepted| accepted.status == "False")?;
    let (field, _) = refused.message.split_once(": ")?;
    field.starts_with("spec.").then(|| field.to_owned())
}

/// Judges whether an object is accepted, and ready where that is wanted.
pub(crate) struct Progress {
    rollout: bool,
    refused: Option<(String, Instant)>,
}

impl Progress {
    pub(crate) fn new(rollout: bool) -> Self {
        Self { rollout, refused: None }
    }

    pub(crate) fn judge(&mut self, object: Option<&DynamicObject>) -> Verdict {
        let Some(object) = object else { return Verdict::Failed("the object was deleted meanwhile".into()) };
        match current_of(object, ACCEPTED) {
            Some(accepted) if accepted.status == "True" => {
                self.refused = None;
                if self.rollout { ready(object) } else { Verdict::Done }
            }
            Some(refused) if refused.status == "False" => self.refusal(text(&refused)),
            Some(other) => Verdict::Pending(text(&other)),
            None => Verdict::Pending(
                "no controller has looked at it yet; check that OpenChoreo's controllers run on the control plane"
                    .into(),
            ),
        }
    }

    fn refusal(&mut self, why: String) -> Verdict {
        let now = Instant::now();
        match &self.refused {
            Some((before, since)) if *before == why => {
                if now.duration_since(*since) >= GRACE {
                    Verdict::Failed(why)
                } else {
                    Verdict::Pending(why)
                }
            }
            _ => {
                self.refused = Some((why.clone(), now));
                Verdict::Pending(why)
            }
        }
    }
}

fn ready(object: &DynamicObject) -> Verdict {
    match current_of(object, READY) {
        Some(ready) if ready.status == "True" => Verdict::Done,
        Some(other) => Verdict::Pending(text(&other)),
        None => Verdict::Pending("nothing is reported about its readiness yet".into()),
    }
}

/// A condition in words.
pub(crate) fn text(condition: &Condition) -> String {
    let Condition { type_, status, reason, message, .. } = condition;
    if message.is_empty() {
        format!("{type_} is {status} ({reason})")
    } else {
        format!("{type_} is {status} ({reason}): {message}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(conditions: serde_json::Value) -> DynamicObject {
        serde_json::from_value(json!({"apiVersion": "choreo.dev/v1", "kind": "Project",
            "metadata": {"name": "shop", "generation": 2}, "status": {"conditions": conditions}}))
        .expect("an object")
    }

    fn condition(type_: &str, status: &str, generation: i64) -> serde_json::Value {
        json!({"type": type_, "status": status, "observedGeneration": generation, "reason": "R", "message": "M",
               "lastTransitionTime": "2026-01-01T00:00:00Z"})
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_counts_when_it_lasts() {
        let refused = object(json!([condition(ACCEPTED, "False", 2)]));
        let mut progress = Progress::new(false);
        let why = "Accepted is False (R): M".to_owned();
        assert_eq!(progress.judge(Some(&refused)), Verdict::Pending(why.clone()));
        tokio::time::advance(GRACE).await;
        assert_eq!(progress.judge(Some(&refused)), Verdict::Failed(why));
    }

    #[test]
    fn a_refusal_names_its_field_where_it_has_one() {
        let field = |status: &str, generation, message: &str| {
            let mut accepted = condition(ACCEPTED, status, generation);
            accepted["message"] = message.into();
            refused_field(&object(json!([accepted])))
        };
        let problem = r#"spec.connections[name="db"]: connection `db` is wrong. Use another: one that exists."#;
        assert_eq!(field("False", 2, problem).as_deref(), Some(r#"spec.connections[name="db"]"#));
        assert_eq!(field("True", 2, problem), None);
        assert_eq!(field("False", 1, problem), None);
        assert_eq!(field("False", 2, "The cluster says: no."), None);
    }

    #[test]
    fn only_the_current_generation_counts() {
        let judge = |rollout, conditions| Progress::new(rollout).judge(Some(&object(conditions)));
        let accepted = condition(ACCEPTED, "True", 2);
        assert_eq!(judge(false, json!([accepted])), Verdict::Done);
        assert!(matches!(judge(false, json!([condition(ACCEPTED, "True", 1)])), Verdict::Pending(_)));
        assert!(matches!(judge(true, json!([accepted, condition(READY, "False", 2)])), Verdict::Pending(_)));
        assert_eq!(judge(true, json!([accepted, condition(READY, "True", 2)])), Verdict::Done);
        assert!(matches!(Progress::new(false).judge(None), Verdict::Failed(_)));
    }
}
