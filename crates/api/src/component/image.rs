//! Where a component's image comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Source that an image is built from, with a buildpack or a Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [
    {"rule": "has(self.buildpack) != has(self.dockerfile)", "message": "set exactly one of buildpack and dockerfile"}
]))]
pub struct Source {
    /// Git repository.
    pub git: Git,
    /// Build with a buildpack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buildpack: Option<Buildpack>,
    /// Build with a Dockerfile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dockerfile: Option<Dockerfile>,
}

/// A place in a Git repository.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Git {
    /// URL of the repository.
    #[schemars(length(min = 1, max = 2048))]
    pub url: String,
    /// Branch, tag or commit.
    #[serde(default = "revision")]
    #[schemars(length(min = 1, max = 253))]
    pub revision: String,
    /// Folder of the component in the repository.
    #[serde(default = "folder")]
    #[schemars(length(min = 1, max = 1024))]
    pub path: String,
}

/// A buildpack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Buildpack {
    /// Name, such as `go`, `nodejs`, `python`, `ruby`, `php`, `react` or `ballerina`.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
    /// Version of the language. Without it, the buildpack chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63))]
    pub version: Option<String>,
}

/// A Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dockerfile {
    /// Build context, relative to the component's folder.
    #[serde(default = "folder")]
    #[schemars(length(min = 1, max = 1024))]
    pub context: String,
    /// The file, relative to the component's folder.
    #[serde(default = "file")]
    #[schemars(length(min = 1, max = 1024))]
    pub path: String,
}

fn revision() -> String {
    "main".to_owned()
}

fn folder() -> String {
    ".".to_owned()
}

fn file() -> String {
    "Dockerfile".to_owned()
}
