//! Connections: the endpoints of other components that a component calls.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An endpoint of another component that this one calls.
///
/// It opens exactly this path in the network policies of both sides, and tells the caller where the target is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Name of the connection: a lowercase DNS label.
    #[schemars(length(min = 1, max = 63), regex(pattern = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"))]
    pub name: String,
    /// Component that is called. In another project, its endpoint needs visibility `organization`.
    #[schemars(length(min = 1, max = 63))]
    pub component: String,
    /// Endpoint of that component. May be left out if it has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 15))]
    pub endpoint: Option<String>,
    /// Environment variables that tell the caller where the target is, by name. In the values, `{host}`, `{port}`,
    /// `{address}` (host and port), `{path}` and `{url}` are replaced. Without it: `<NAME>_HOST`, `<NAME>_PORT` and
    /// `<NAME>_URL`, from the connection's name in upper case with `_` for `-`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 32))]
    pub env: BTreeMap<String, String>,
}
