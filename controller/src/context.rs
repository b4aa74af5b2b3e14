//! What all reconcilers share.

use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::NamespaceResourceScope;
use kube::runtime::controller::Action;
use kube::{Api, Client, Resource};
use openchoreo_api::DataPlane;
use openchoreo_apply::{Cluster, Clusters};

use crate::backoff::Backoff;
use crate::gate::Gates;
use crate::store::{Stores, find, within};
use crate::trigger::Triggers;

/// How long an object that needs nothing is left alone. Events come first; this is for those that were lost.
const RESYNC: Duration = Duration::from_secs(600);
/// How soon to look again at something that is about to happen. Events usually come first.
const SOON: Duration = Duration::from_secs(2);

/// What all reconcilers share.
pub(crate) struct Context {
    pub(crate) client: Client,
    pub(crate) stores: Stores,
    pub(crate) clusters: Clusters,
    pub(crate) triggers: Triggers,
    pub(crate) gates: Gates,
    pub(crate) backoff: Backoff,
}

/// Clusters that may hold something of an organization.
pub(crate) struct Reachable {
    /// The connected ones.
    pub(crate) clusters: Vec<Arc<Cluster>>,
    /// Data planes that were connected once and are not now, or whose objects are not listed yet.
    pub(crate) missing: Vec<String>,
}

impl Context {
    /// The API of a kind in an organization.
    pub(crate) fn api<K>(&self, organization: &str) -> Api<K>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
    {
        Api::namespaced(self.client.clone(), organization)
    }

    /// The cluster of a data plane, if it is connected and what is there is known.
    pub(crate) fn cluster(&self, organization: &str, data_plane: &str) -> Option<Arc<Cluster>> {
        let plane = find(&self.stores.data_planes, organization, data_plane)?;
        self.clusters.get(organization, &plane).filter(|cluster| cluster.observed.is_ready())
    }

    /// Clusters that may hold something of an organization.
    pub(crate) fn reachable(&self, organization: &str) -> Reachable {
        let clusters = self.clusters.of_organization(organization);
        let is_missing = |plane: &Arc<DataPlane>| match self.clusters.get(organization, plane) {
            Some(cluster) => !cluster.observed.is_ready(),
            None => was_connected(plane),
        };
        let planes = within(&self.stores.data_planes, organization);
        let mut missing: Vec<String> =
            planes.iter().filter(|plane| is_missing(plane)).filter_map(|plane| plane.metadata.name.clone()).collect();
        if !self.clusters.local().observed.is_ready() {
            missing.push("the control plane's own cluster".to_owned());
        }
        missing.sort();
        Reachable { clusters, missing }
    }
}

/// Whether a data plane ever answered. One that never did holds nothing.
pub(crate) fn was_connected(plane: &DataPlane) -> bool {
    plane.status.as_ref().is_some_and(|status| status.kubernetes_version.is_some())
}

/// Nothing to do until something changes.
pub(crate) fn settled() -> Action {
    Action::requeue(RESYNC)
}

/// Something is under way.
pub(crate) fn soon() -> Action {
    Action::requeue(SOON)
}
