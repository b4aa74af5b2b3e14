//! The queues of objects to look at again.

use futures::Stream;
use futures::channel::mpsc;
use kube::Resource;
use kube::runtime::reflector::{Lookup, ObjectRef};
use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Project};

/// The ends of the queues that routes write to.
#[derive(Clone, Debug)]
pub(crate) struct Triggers {
    pub(crate) organizations: Queue<Organization>,
    pub(crate) data_planes: Queue<DataPlane>,
    pub(crate) environments: Queue<Environment>,
    pub(crate) pipelines: Queue<DeploymentPipeline>,
    pub(crate) projects: Queue<Project>,
    pub(crate) components: Queue<Component>,
}

/// The ends of the queues that reconcilers read from.
pub(crate) struct Queued {
    pub(crate) organizations: Waiting<Organization>,
    pub(crate) data_planes: Waiting<DataPlane>,
    pub(crate) environments: Waiting<Environment>,
    pub(crate) pipelines: Waiting<DeploymentPipeline>,
    pub(crate) projects: Waiting<Project>,
    pub(crate) components: Waiting<Component>,
}

/// Where objects of one kind are queued. A queued object that does not exist is passed over.
#[derive(Debug)]
pub(crate) struct Queue<K: Resource<DynamicType = ()>>(mpsc::UnboundedSender<ObjectRef<K>>);

/// Queued objects of one kind.
pub(crate) struct Waiting<K: Resource<DynamicType = ()>>(mpsc::UnboundedReceiver<ObjectRef<K>>);

/// Empty queues.
pub(crate) fn queues() -> (Triggers, Queued) {
    let (organizations, waiting_organizations) = queue();
    let (data_planes, waiting_data_planes) = queue();
    let (environments, waiting_environments) = queue();
    let (pipelines, waiting_pipelines) = queue();
    let (projects, waiting_projects) = queue();
    let (components, waiting_components) = queue();
    let queued = Queued {
        organizations: waiting_organizations,
        data_planes: waiting_data_planes,
        environments: waiting_environments,
        pipelines: waiting_pipelines,
        projects: waiting_projects,
        components: waiting_components,
    };
    (Triggers { organizations, data_planes, environments, pipelines, projects, components }, queued)
}

fn queue<K: Resource<DynamicType = ()>>() -> (Queue<K>, Waiting<K>) {
    let (sender, receiver) = mpsc::unbounded();
    (Queue(sender), Waiting(receiver))
}

impl<K: Resource<DynamicType = ()>> Queue<K> {
    /// Queues an object of an organization.
    pub(crate) fn named(&self, organization: &str, name: &str) {
        self.push(ObjectRef::new(name).within(organization));
    }

    /// Queues an object outside organizations.
    pub(crate) fn named_alone(&self, name: &str) {
        self.push(ObjectRef::new(name));
    }

    /// Queues an object.
    pub(crate) fn object(&self, object: &K)
    where
        K: Lookup<DynamicType = ()>,
    {
        self.push(object.to_object_ref(()));
    }

    /// Queues these objects.
    pub(crate) fn all<'a>(&self, objects: impl IntoIterator<Item = &'a std::sync::Arc<K>>)
    where
        K: Lookup<DynamicType = ()> + 'a,
    {
        objects.into_iter().for_each(|object| self.object(object));
    }

    fn push(&self, object: ObjectRef<K>) {
        // Nobody reads any more during shutdown.
        let _ = self.0.unbounded_send(object);
    }
}

impl<K: Resource<DynamicType = ()>> Clone for Queue<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Resource<DynamicType = ()>> Waiting<K> {
    /// The queued objects as they come.
    pub(crate) fn into_stream(self) -> impl Stream<Item = ObjectRef<K>> {
        self.0
    }
}
