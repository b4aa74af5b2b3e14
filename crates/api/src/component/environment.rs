//! What differs in single environments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{resources::Resources, scaling::Scaling};
use crate::reference::SecretKey;

/// What differs in one environment. What is left out stays as the component has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentOverride {
    /// Environment.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
    /// Container image, instead of the component's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512), regex(pattern = r"^[^\s]+$"))]
    pub image: Option<String>,
    /// Environment variables, added to the component's; a variable of the same name replaces it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 128))]
    pub env: BTreeMap<String, String>,
    /// Environment variables from Secrets, added to the component's; a variable of the same name replaces it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 64))]
    pub secret_env: BTreeMap<String, SecretKey>,
    /// CPU and memory of one replica, instead of the component's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// How many replicas run, instead of the component's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<Scaling>,
}
