//! The provider itself.

use std::sync::Arc;

use async_trait::async_trait;
use openchoreo_apply::control_plane::ControlPlane;
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    provider::{ConfigureRequest, DataSource, Provider, Resource},
    schema::Schema,
    value::Value,
};

use crate::{
    config,
    data_source::KubernetesDataSource,
    kinds,
    model::LazyModel,
    resource::KubernetesResource,
    session::{Connection, Session},
};

/// The OpenChoreo provider.
pub struct OpenChoreo {
    session: Arc<Session>,
    models: Vec<LazyModel>,
    given: Option<ControlPlane>,
}

impl OpenChoreo {
    /// A provider that connects as it is configured.
    pub fn new() -> Self {
        Self {
            session: Arc::new(Session::new()),
            models: kinds::ALL.into_iter().map(LazyModel::new).collect(),
            given: None,
        }
    }

    /// A provider of a control plane that is connected already, such as one in the same process. What the
    /// configuration says about the connection is passed over.
    pub fn with_control_plane(control_plane: ControlPlane) -> Self {
        Self { given: Some(control_plane), ..Self::new() }
    }
}

impl Default for OpenChoreo {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Provider for OpenChoreo {
    fn schema(&self) -> Schema {
        config::schema()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        let resource = |model: &LazyModel| {
            Arc::new(KubernetesResource::new(model.clone(), self.session.clone())) as Arc<dyn Resource>
        };
        let resources = self.models.iter().map(resource);
        #[cfg(feature = "echo")]
        let resources = resources.chain(self.models.iter().filter(|model| model.kind().kind == "Component").map(echo));
        resources.collect()
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        let data_source = |model: &LazyModel| {
            Arc::new(KubernetesDataSource::new(model.clone(), self.session.clone())) as Arc<dyn DataSource>
        };
        self.models.iter().map(data_source).collect()
    }

    async fn validate(&self, config: &Value) -> Diagnostics {
        config::validate(config)
    }

    async fn configure(&self, request: ConfigureRequest) -> Diagnostics {
        let connection = match &self.given {
            Some(control_plane) => Connection::Given(control_plane.clone()),
            None => config::connection(&request.config, &request.terraform_version, |name| std::env::var(name).ok()),
        };
        self.session.configure(connection, config::options(&request.config));
        Diagnostics::new()
    }

    async fn stop(&self) {
        self.session.stop();
    }
}

#[cfg(feature = "echo")]
fn echo(model: &LazyModel) -> Arc<dyn Resource> {
    Arc::new(crate::echo::Echo::of(model))
}
