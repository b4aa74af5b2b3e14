//! Objects of the platform's kinds, as they come from files.

use std::sync::Arc;

use openchoreo_api::{
    API_VERSION, Component, DataPlane, DeploymentPipeline, Environment, Organization, Problem, Project, names,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An object of any of the platform's kinds.
#[derive(Clone, Debug)]
pub enum Object {
    /// An organization.
    Organization(Arc<Organization>),
    /// A data plane.
    DataPlane(Arc<DataPlane>),
    /// An environment.
    Environment(Arc<Environment>),
    /// A deployment pipeline.
    DeploymentPipeline(Arc<DeploymentPipeline>),
    /// A project.
    Project(Arc<Project>),
    /// A component.
    Component(Arc<Component>),
}

impl Object {
    /// Reads an object by its `apiVersion` and `kind`.
    ///
    /// # Errors
    /// `UnknownKind` for kinds of others, `InvalidObject` where a field is missing or has the wrong type.
    pub fn from_value(value: Value) -> Result<Self, Problem> {
        let text = |field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        match (api_version.as_str(), kind.as_str()) {
            (API_VERSION, "Organization") => parse(value).map(Self::Organization),
            (API_VERSION, "DataPlane") => parse(value).map(Self::DataPlane),
            (API_VERSION, "Environment") => parse(value).map(Self::Environment),
            (API_VERSION, "DeploymentPipeline") => parse(value).map(Self::DeploymentPipeline),
            (API_VERSION, "Project") => parse(value).map(Self::Project),
            (API_VERSION, "Component") => parse(value).map(Self::Component),
            _ => Err(Problem::error(
                "UnknownKind",
                "kind",
                format!("`{api_version}` `{kind}` is not a kind of the platform"),
                format!(
                    "Use apiVersion {API_VERSION} and kind Organization, DataPlane, Environment, DeploymentPipeline, \
                     Project or Component."
                ),
            )),
        }
    }

    /// Kind of the object.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Organization(_) => "Organization",
            Self::DataPlane(_) => "DataPlane",
            Self::Environment(_) => "Environment",
            Self::DeploymentPipeline(_) => "DeploymentPipeline",
            Self::Project(_) => "Project",
            Self::Component(_) => "Component",
        }
    }

    /// Name of the object; empty where it has none.
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }

    /// Organization that the object belongs to: its namespace, else `default`; an organization belongs to itself.
    pub fn organization(&self) -> &str {
        match self {
            Self::Organization(_) => self.name(),
            _ => self.metadata().namespace.as_deref().unwrap_or(names::DEFAULT),
        }
    }

    fn metadata(&self) -> &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
        match self {
            Self::Organization(object) => &object.metadata,
            Self::DataPlane(object) => &object.metadata,
            Self::Environment(object) => &object.metadata,
            Self::DeploymentPipeline(object) => &object.metadata,
            Self::Project(object) => &object.metadata,
            Self::Component(object) => &object.metadata,
        }
    }
}

fn parse<T: DeserializeOwned>(value: Value) -> Result<Arc<T>, Problem> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let what = format!("{} `{}`", text(&value["kind"]), text(&value["metadata"]["name"]));
    serde_json::from_value(value).map(Arc::new).map_err(|error| {
        Problem::error("InvalidObject", "", format!("{what} does not fit its kind"), format!("Correct it: {error}."))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_what_it_cannot_read() {
        for (value, reason) in [
            (json!({ "apiVersion": "apps/v1", "kind": "Deployment" }), "UnknownKind"),
            (json!({ "apiVersion": "choreo.dev/v2", "kind": "Component" }), "UnknownKind"),
            (json!("text"), "UnknownKind"),
            (
                json!({ "apiVersion": "choreo.dev/v1", "kind": "Component", "metadata": { "name": "a" } }),
                "InvalidObject",
            ),
        ] {
            assert_eq!(
                Object::from_value(value.clone()).map_err(|problem| problem.reason).err(),
                Some(reason),
                "{value}"
            );
        }
    }

    #[test]
    fn an_object_belongs_to_the_organization_of_its_namespace() {
        let object = |kind: &str, namespace: Option<&str>| {
            let metadata = json!({ "name": "acme", "namespace": namespace });
            let value = json!({ "apiVersion": "choreo.dev/v1", "kind": kind, "metadata": metadata, "spec": {} });
            Object::from_value(value).expect("an object")
        };
        assert_eq!(object("Project", Some("shop")).organization(), "shop");
        assert_eq!(object("Project", None).organization(), "default");
        assert_eq!(object("Organization", None).organization(), "acme");
    }
}
