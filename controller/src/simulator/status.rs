//! The status of workloads that run.

use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::jiff::Timestamp;
use serde_json::{Value, json};

/// Status of a Deployment whose pods all run, with `fewest` replicas where it leaves the number to an autoscaler;
/// `None` if it has it already.
pub(super) fn deployment(deployment: &Deployment, fewest: Option<i32>) -> Option<Value> {
    let generation = deployment.metadata.generation.unwrap_or(0);
    let asked = deployment.spec.replicas.unwrap_or(1);
    let replicas = fewest.map_or(asked, |fewest| fewest.max(asked));
    let status = deployment.status.clone().unwrap_or_default();
    if status.observed_generation == Some(generation) && status.available_replicas.unwrap_or(0) == replicas {
        return None;
    }
    Some(json!({
        "observedGeneration": generation,
        "replicas": replicas,
        "updatedReplicas": replicas,
        "readyReplicas": replicas,
        "availableReplicas": replicas,
        "unavailableReplicas": null,
        "conditions": [
            condition("Available", "MinimumReplicasAvailable", "Simulated: Deployment has minimum availability."),
            condition("Progressing", "NewReplicaSetAvailable", "Simulated: all replicas are up to date."),
        ],
    }))
}

/// Status of a StatefulSet whose pods all run; `None` if it has it already.
pub(super) fn stateful_set(set: &StatefulSet) -> Option<Value> {
    let generation = set.metadata.generation.unwrap_or(0);
    let replicas = set.spec.replicas.unwrap_or(1);
    let status = set.status.clone().unwrap_or_default();
    if status.observed_generation == Some(generation) && status.available_replicas.unwrap_or(0) == replicas {
        return None;
    }
    Some(json!({
        "observedGeneration": generation,
        "replicas": replicas,
        "currentReplicas": replicas,
        "updatedReplicas": replicas,
        "readyReplicas": replicas,
        "availableReplicas": replicas,
    }))
}

/// Status of a Job that is through; `None` if it has it already.
pub(super) fn job(job: &Job) -> Option<Value> {
    let completions = job.spec.as_ref().and_then(|spec| spec.completions).unwrap_or(1);
    let is_suspended = job.spec.as_ref().and_then(|spec| spec.suspend).unwrap_or(false);
    let is_complete = job.status.as_ref().is_some_and(|status| status.completion_time.is_some());
    if is_suspended || is_complete {
        return None;
    }
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Some(json!({
        "startTime": now,
        "completionTime": now,
        "succeeded": completions,
        "active": 0,
        // Kubernetes takes the second only together with the first.
        "conditions": [
            condition("SuccessCriteriaMet", "CompletionsReached", "Simulated: all pods have succeeded."),
            condition("Complete", "CompletionsReached", "Simulated: the Job is complete."),
        ],
    }))
}

fn condition(type_: &str, reason: &str, message: &str) -> Value {
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({
        "type": type_,
        "status": "True",
        "reason": reason,
        "message": message,
        "lastUpdateTime": matches!(type_, "Available" | "Progressing").then_some(&now),
        "lastTransitionTime": now,
    })
}
