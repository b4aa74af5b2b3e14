//! A server that is asked what it would make of an object.

use anyhow::{Context, Result};
use kube::Resource;
use kube::api::{DynamicObject, GroupVersionKind};
use kube::discovery::Discovery;
use openchoreo_acceptance::{Answer, ControlPlane, Wire};
use serde_json::{Value, json};

/// A server and the kinds that it serves.
pub(crate) struct Server {
    wire: Wire,
    kinds: Discovery,
}

impl Server {
    /// The server with the kinds that it serves now.
    pub(crate) async fn new(plane: &ControlPlane) -> Result<Self> {
        Ok(Self { wire: plane.wire(), kinds: Discovery::new(plane.client()).run().await? })
    }

    /// Makes a namespace in which the server warns of pods that the restricted profile forbids.
    pub(crate) async fn make_namespace(&self, namespace: &Value) -> Result<()> {
        let mut namespace = namespace.clone();
        namespace["metadata"]["labels"]["pod-security.kubernetes.io/warn"] = json!("restricted");
        self.apply(&namespace, "").await?.ok()?;
        Ok(())
    }

    /// What the server would answer if the object were applied, a field that it does not know being an error.
    pub(crate) async fn would_apply(&self, object: &Value) -> Result<Answer> {
        self.apply(object, "&dryRun=All").await
    }

    async fn apply(&self, object: &Value, parameters: &str) -> Result<Answer> {
        let path = format!("{}?fieldManager=cases&force=true&fieldValidation=Strict{parameters}", self.path(object)?);
        self.wire.apply(&path, object).await
    }

    fn path(&self, object: &Value) -> Result<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (api_version, kind) = (text(&object["apiVersion"]), text(&object["kind"]));
        let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
        let kind = GroupVersionKind::gvk(group, version, &kind);
        let (resource, _) = self.kinds.resolve_gvk(&kind).with_context(|| format!("{kind:?} is not served"))?;
        let collection = DynamicObject::url_path(&resource, object["metadata"]["namespace"].as_str());
        Ok(format!("{collection}/{}", text(&object["metadata"]["name"])))
    }
}
