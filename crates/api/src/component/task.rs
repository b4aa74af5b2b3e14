//! What tasks and API proxies have of their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When a scheduled task runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Cron expression of five fields, such as `*/5 * * * *`.
    #[schemars(length(min = 1, max = 253))]
    pub cron: String,
    /// Time zone of the expression, from the IANA database.
    #[serde(default = "time_zone")]
    #[schemars(length(min = 1, max = 64))]
    pub time_zone: String,
    /// Runs may overlap. Otherwise a run that is due while the one before still runs is left out.
    #[serde(default)]
    pub allow_overlap: bool,
}

/// The API that an API proxy publishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Upstream {
    /// Host name of the API.
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub host: String,
    /// Port of the API.
    #[serde(default = "https")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: i32,
}

fn time_zone() -> String {
    "Etc/UTC".to_owned()
}

fn https() -> i32 {
    443
}
