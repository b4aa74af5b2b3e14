//! Whether an applied object works.

use kube::api::DynamicObject;
use serde_json::Value;

/// Whether an applied object works.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Health {
    /// It does its part.
    Working,
    /// It does not work yet, and why.
    Progressing(String),
    /// It will not work without a change, and why.
    Failed(String),
}

/// The health of an object. Kinds whose status says nothing about it work once they exist.
pub fn of(object: &DynamicObject) -> Health {
    let name = object.metadata.name.as_deref().unwrap_or_default();
    match object.types.as_ref().map(|types| types.kind.as_str()) {
        Some("Deployment") => deployment(name, object),
        Some("Job") => job(name, &object.data["status"]),
        _ => Health::Working,
    }
}

fn deployment(name: &str, object: &DynamicObject) -> Health {
    let (spec, status) = (&object.data["spec"], &object.data["status"]);
    if condition(status, "Progressing").is_some_and(|progressing| progressing["reason"] == "ProgressDeadlineExceeded") {
        return Health::Failed(format!("Deployment {name} has made no progress in its deadline"));
    }
    let count = |field: &str| status[field].as_i64().unwrap_or(0);
    let wanted = spec["replicas"].as_i64().unwrap_or(1);
    let observed = count("observedGeneration") >= object.metadata.generation.unwrap_or(0);
    let rolled_out = count("updatedReplicas") >= wanted && count("replicas") <= count("updatedReplicas");
    if !observed || !rolled_out {
        return Health::Progressing(format!("Deployment {name} is rolling out"));
    }
    if !is_true(status, "Available") {
        return Health::Progressing(format!("Deployment {name} has too few available replicas"));
    }
    Health::Working
}

fn job(name: &str, status: &Value) -> Health {
    if is_true(status, "Complete") {
        Health::Working
    } else if is_true(status, "Failed") {
        Health::Failed(format!("Job {name} failed"))
    } else {
        Health::Progressing(format!("Job {name} is running"))
    }
}

fn is_true(status: &Value, type_: &str) -> bool {
    condition(status, type_).is_some_and(|condition| condition["status"] == "True")
}

fn condition<'a>(status: &'a Value, type_: &str) -> Option<&'a Value> {
    status["conditions"].as_array()?.iter().find(|condition| condition["type"] == type_)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(object: Value, expected: &Health) {
        let object: DynamicObject = serde_json::from_value(object).expect("an object");
        assert_eq!(&of(&object), expected);
    }

    fn deployment_with(status: Value) -> Value {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "cart", "generation": 2},
               "spec": {"replicas": 2}, "status": status})
    }

    #[test]
    fn a_deployment_works_once_this_generation_is_rolled_out_and_available() {
        let rolling_out = Health::Progressing("Deployment cart is rolling out".to_owned());
        check(deployment_with(Value::Null), &rolling_out);
        let available = json!([{"type": "Available", "status": "True"}]);
        let status = |generation: i64, updated: i64, replicas: i64| {
            deployment_with(json!({"observedGeneration": generation, "updatedReplicas": updated,
                                   "replicas": replicas, "conditions": available}))
        };
        check(status(1, 2, 2), &rolling_out);
        check(status(2, 1, 2), &rolling_out);
        check(status(2, 2, 3), &rolling_out);
        check(status(2, 2, 2), &Health::Working);
    }

    #[test]
    fn a_deployment_past_its_deadline_failed() {
        check(
            deployment_with(json!({"conditions": [
                {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]})),
            &Health::Failed("Deployment cart has made no progress in its deadline".to_owned()),
        );
    }

    #[test]
    fn a_job_works_once_it_is_complete() {
        let job = |status: Value| {
            json!({"apiVersion": "batch/v1", "kind": "Job",
                                           "metadata": {"name": "once"}, "status": status})
        };
        check(job(Value::Null), &Health::Progressing("Job once is running".to_owned()));
        check(job(json!({"conditions": [{"type": "Complete", "status": "True"}]})), &Health::Working);
        check(
            job(json!({"conditions": [{"type": "Failed", "status": "True"}]})),
            &Health::Failed("Job once failed".to_owned()),
        );
    }
}
