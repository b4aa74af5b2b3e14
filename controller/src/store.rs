//! The platform's own objects, as the watches last saw them.

use std::sync::Arc;

use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store, store};
use kube::{Resource, ResourceExt};
use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Project};
use openchoreo_compile::Model;

/// One store a kind.
#[derive(Clone)]
pub(crate) struct Stores {
    pub(crate) organizations: Store<Organization>,
    pub(crate) data_planes: Store<DataPlane>,
    pub(crate) environments: Store<Environment>,
    pub(crate) pipelines: Store<DeploymentPipeline>,
    pub(crate) projects: Store<Project>,
    pub(crate) components: Store<Component>,
}

/// The ends of the stores that the watches write to.
pub(crate) struct Writers {
    pub(crate) organizations: Writer<Organization>,
    pub(crate) data_planes: Writer<DataPlane>,
    pub(crate) environments: Writer<Environment>,
    pub(crate) pipelines: Writer<DeploymentPipeline>,
    pub(crate) projects: Writer<Project>,
    pub(crate) components: Writer<Component>,
}

/// Empty stores.
pub(crate) fn stores() -> (Stores, Writers) {
    let (organizations, write_organizations) = store();
    let (data_planes, write_data_planes) = store();
    let (environments, write_environments) = store();
    let (pipelines, write_pipelines) = store();
    let (projects, write_projects) = store();
    let (components, write_components) = store();
    let writers = Writers {
        organizations: write_organizations,
        data_planes: write_data_planes,
        environments: write_environments,
        pipelines: write_pipelines,
        projects: write_projects,
        components: write_components,
    };
    (Stores { organizations, data_planes, environments, pipelines, projects, components }, writers)
}

impl Stores {
    /// Waits until every kind was listed, so that absence means absence. Answers false if a watch ended instead.
    pub(crate) async fn ready(&self) -> bool {
        let Self { organizations, data_planes, environments, pipelines, projects, components } = self;
        let first = tokio::join!(
            organizations.wait_until_ready(),
            data_planes.wait_until_ready(),
            environments.wait_until_ready(),
        );
        let second =
            tokio::join!(pipelines.wait_until_ready(), projects.wait_until_ready(), components.wait_until_ready());
        matches!((first, second), ((Ok(()), Ok(()), Ok(())), (Ok(()), Ok(()), Ok(()))))
    }

    /// What the compiler may see of an organization: everything that is not being deleted.
    pub(crate) fn view<'a>(&'a self, organization: &'a str) -> View<'a> {
        View { stores: self, organization }
    }
}

/// All objects of an organization in a store, deleted ones included.
pub(crate) fn within<K>(store: &Store<K>, organization: &str) -> Vec<Arc<K>>
where
    K: Resource<DynamicType = ()> + Clone + 'static,
{
    store.state().into_iter().filter(|object| object.meta().namespace.as_deref() == Some(organization)).collect()
}

/// One object of an organization, even if it is being deleted.
pub(crate) fn find<K>(store: &Store<K>, organization: &str, name: &str) -> Option<Arc<K>>
where
    K: Resource<DynamicType = ()> + Clone + 'static,
{
    store.get(&ObjectRef::new(name).within(organization))
}

/// The compiler's view of an organization.
pub(crate) struct View<'a> {
    stores: &'a Stores,
    organization: &'a str,
}

impl View<'_> {
    fn live<K>(&self, store: &Store<K>, name: &str) -> Option<Arc<K>>
    where
        K: Resource<DynamicType = ()> + Clone + 'static,
    {
        find(store, self.organization, name).filter(|object| !is_deleting(&**object))
    }
}

/// Whether an object's deletion has begun.
pub(crate) fn is_deleting<K: Resource>(object: &K) -> bool {
    object.meta().deletion_timestamp.is_some()
}

/// Organization and name of an object in an organization.
pub(crate) fn identity<K: Resource>(object: &K) -> (String, String) {
    (object.namespace().unwrap_or_default(), object.name_any())
}

impl Model for View<'_> {
    fn organization(&self) -> &str {
        self.organization
    }

    fn data_plane(&self, name: &str) -> Option<Arc<DataPlane>> {
        self.live(&self.stores.data_planes, name)
    }

    fn environment(&self, name: &str) -> Option<Arc<Environment>> {
        self.live(&self.stores.environments, name)
    }

    fn pipeline(&self, name: &str) -> Option<Arc<DeploymentPipeline>> {
        self.live(&self.stores.pipelines, name)
    }

    fn project(&self, name: &str) -> Option<Arc<Project>> {
        self.live(&self.stores.projects, name)
    }

    fn component(&self, name: &str) -> Option<Arc<Component>> {
        self.live(&self.stores.components, name)
    }
}
