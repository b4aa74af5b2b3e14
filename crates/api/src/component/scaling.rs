//! Scaling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many replicas of a component run. Equal numbers mean a fixed count, without an autoscaler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [
    {"rule": "self.minReplicas <= self.maxReplicas", "message": "minReplicas must not be above maxReplicas"}
]))]
pub struct Scaling {
    /// Fewest replicas. From two on, a PodDisruptionBudget keeps all but one running.
    #[serde(default = "min")]
    #[schemars(range(min = 1, max = 1000))]
    pub min_replicas: i32,
    /// Most replicas.
    #[serde(default = "max")]
    #[schemars(range(min = 1, max = 1000))]
    pub max_replicas: i32,
    /// Average CPU utilisation, in percent of the request, above which replicas are added.
    #[serde(default = "cpu")]
    #[schemars(range(min = 1, max = 100))]
    pub cpu_utilization: i32,
}

impl Default for Scaling {
    fn default() -> Self {
        Self { min_replicas: min(), max_replicas: max(), cpu_utilization: cpu() }
    }
}

fn min() -> i32 {
    1
}

fn max() -> i32 {
    3
}

fn cpu() -> i32 {
    80
}
