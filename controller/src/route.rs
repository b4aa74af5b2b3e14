//! Which objects a change concerns.
//!
//! Every change of an object queues the object itself, its status included: a reconcile that began before the store had
//! the newest status may have left a wrong one, and the next one sees it. Dependants are queued if there is something new
//! to compile from; status that controllers write for people does not concern them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::Resource;
use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Project, condition::READY};
use openchoreo_apply::Owner;
use openchoreo_apply::owner::Source;

use crate::context::Context;
use crate::store::{Stores, find, identity, is_deleting, within};
use crate::trigger::Triggers;

/// A kind with controllers.
pub(crate) trait Routed: Resource {
    /// What dependants see in the status.
    fn outward_status(&self, hasher: &mut DefaultHasher);
    /// Queues the object itself.
    fn queue(&self, triggers: &Triggers);
    /// Queues everything that is compiled from it.
    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers);
}

/// What of an object matters to whom, as digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// To its own reconciler.
    pub(crate) own: u64,
    /// To the reconcilers of its dependants.
    pub(crate) outward: u64,
}

/// The facts of an object.
pub(crate) fn facts<K: Routed>(object: &K) -> Facts {
    let meta = object.meta();
    let mut own = DefaultHasher::new();
    (&meta.uid, &meta.resource_version).hash(&mut own);
    let mut outward = DefaultHasher::new();
    (&meta.uid, meta.generation, is_deleting(object)).hash(&mut outward);
    object.outward_status(&mut outward);
    Facts { own: own.finish(), outward: outward.finish() }
}

/// A namespace concerns the organization of its name.
pub(crate) fn namespace(context: &Context, name: &str) {
    if let Some(organization) = context.stores.organizations.get(&kube::runtime::reflector::ObjectRef::new(name)) {
        context.triggers.organizations.object(&organization);
    }
}

/// A Secret concerns the components and data planes of its organization that name it.
pub(crate) fn secret(context: &Context, organization: &str, name: &str) {
    let Context { stores, triggers, .. } = context;
    let components = within(&stores.components, organization);
    triggers.components.all(components.iter().filter(|component| reads(component, name)));
    let planes = within(&stores.data_planes, organization);
    triggers.data_planes.all(planes.iter().filter(|plane| connects_by(plane, name)));
}

/// A change on a cluster concerns the owner of the object, and deletions that wait for it.
pub(crate) fn owner(context: &Context, owner: &Owner) {
    let Context { stores, triggers, .. } = context;
    let organization = &owner.organization;
    owner_alone(context, owner);
    if matches!(owner.source, Source::Project(_)) {
        let environments = within(&stores.environments, organization);
        triggers.environments.all(environments.iter().filter(|environment| is_deleting(&***environment)));
        let planes = within(&stores.data_planes, organization);
        triggers.data_planes.all(planes.iter().filter(|plane| is_deleting(&***plane)));
    }
}

/// An owner that has something to remove: a pipeline that would lead to it may be gone.
pub(crate) fn owner_alone(context: &Context, owner: &Owner) {
    match &owner.source {
        Source::Component(name) => context.triggers.components.named(&owner.organization, name),
        Source::Project(name) => context.triggers.projects.named(&owner.organization, name),
    }
}

/// Everything that is compiled for a data plane.
pub(crate) fn data_plane(stores: &Stores, triggers: &Triggers, organization: &str, name: &str) {
    let environments = within(&stores.environments, organization);
    for environment in environments.iter().filter(|it| it.spec.data_planes.iter().any(|plane| plane == name)) {
        triggers.environments.object(environment);
        self::environment(stores, triggers, organization, &identity(&**environment).1);
    }
}

fn environment(stores: &Stores, triggers: &Triggers, organization: &str, name: &str) {
    let pipelines = within(&stores.pipelines, organization);
    for pipeline in pipelines.iter().filter(|pipeline| leads_through(pipeline, name)) {
        triggers.pipelines.object(pipeline);
        self::pipeline(stores, triggers, organization, &identity(&**pipeline).1);
    }
}

fn pipeline(stores: &Stores, triggers: &Triggers, organization: &str, name: &str) {
    let projects = within(&stores.projects, organization);
    for project in projects.iter().filter(|project| project.spec.pipeline == name) {
        triggers.projects.object(project);
        self::project(stores, triggers, organization, &identity(&**project).1);
    }
}

/// A project concerns its components and those that call into it.
fn project(stores: &Stores, triggers: &Triggers, organization: &str, name: &str) {
    let components = within(&stores.components, organization);
    let belongs = |component: &&Arc<Component>| component.spec.project == name;
    let calls = |component: &&Arc<Component>| {
        let mut targets = component.spec.connections.iter();
        targets
            .any(|it| find(&stores.components, organization, &it.component).is_some_and(|it| it.spec.project == name))
    };
    triggers.components.all(components.iter().filter(|component| belongs(component) || calls(component)));
}

fn leads_through(pipeline: &DeploymentPipeline, environment: &str) -> bool {
    let mut paths = pipeline.spec.promotion_paths.iter();
    paths.any(|path| path.source == environment || path.targets.iter().any(|target| target.name == environment))
}

fn reads(component: &Component, secret: &str) -> bool {
    let overrides = component.spec.environments.iter().flat_map(|environment| environment.secret_env.values());
    component.spec.secret_env.values().chain(overrides).any(|reference| reference.name == secret)
}

fn connects_by(plane: &DataPlane, secret: &str) -> bool {
    let cluster = plane.spec.cluster.as_ref();
    let references = cluster.map(|cluster| [&cluster.kubeconfig_secret, &cluster.token_secret]);
    references.into_iter().flatten().flatten().any(|reference| reference.name == secret)
}

fn hash_ready(conditions: Option<&Vec<Condition>>, hasher: &mut DefaultHasher) {
    let ready = conditions.into_iter().flatten().find(|condition| condition.type_ == READY);
    ready.map(|condition| &condition.status).hash(hasher);
}

impl Routed for Organization {
    fn outward_status(&self, _: &mut DefaultHasher) {}

    fn queue(&self, triggers: &Triggers) {
        triggers.organizations.object(self);
    }

    fn queue_dependants(&self, _: &Stores, _: &Triggers) {}
}

impl Routed for DataPlane {
    fn outward_status(&self, hasher: &mut DefaultHasher) {
        hash_ready(self.status.as_ref().map(|status| &status.conditions), hasher);
    }

    fn queue(&self, triggers: &Triggers) {
        triggers.data_planes.object(self);
    }

    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers) {
        let (organization, name) = identity(self);
        data_plane(stores, triggers, &organization, &name);
        triggers.organizations.named_alone(&organization);
    }
}

impl Routed for Environment {
    fn outward_status(&self, hasher: &mut DefaultHasher) {
        hash_ready(self.status.as_ref().map(|status| &status.conditions), hasher);
    }

    fn queue(&self, triggers: &Triggers) {
        triggers.environments.object(self);
    }

    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers) {
        let (organization, name) = identity(self);
        environment(stores, triggers, &organization, &name);
        triggers.organizations.named_alone(&organization);
    }
}

impl Routed for DeploymentPipeline {
    fn outward_status(&self, _: &mut DefaultHasher) {}

    fn queue(&self, triggers: &Triggers) {
        triggers.pipelines.object(self);
    }

    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers) {
        let (organization, name) = identity(self);
        pipeline(stores, triggers, &organization, &name);
        triggers.organizations.named_alone(&organization);
    }
}

impl Routed for Project {
    fn outward_status(&self, hasher: &mut DefaultHasher) {
        for cell in self.status.iter().flat_map(|status| &status.cells) {
            (&cell.environment, &cell.data_plane).hash(hasher);
        }
    }

    fn queue(&self, triggers: &Triggers) {
        triggers.projects.object(self);
    }

    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers) {
        let (organization, name) = identity(self);
        project(stores, triggers, &organization, &name);
        triggers.organizations.named_alone(&organization);
    }
}

impl Routed for Component {
    fn outward_status(&self, _: &mut DefaultHasher) {}

    fn queue(&self, triggers: &Triggers) {
        triggers.components.object(self);
    }

    fn queue_dependants(&self, stores: &Stores, triggers: &Triggers) {
        let (organization, name) = identity(self);
        let components = within(&stores.components, &organization);
        let calls = |component: &&Arc<Component>| component.spec.connections.iter().any(|it| it.component == name);
        triggers.components.all(components.iter().filter(calls));
        triggers.organizations.named_alone(&organization);
    }
}
