//! The clusters of all data planes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kube::Client;
use openchoreo_api::DataPlane;

use crate::cluster::Cluster;
use crate::connect::{self, Credentials};
use crate::observed::Changes;

/// The clusters of all data planes: the control plane's own, and those that data planes name.
#[derive(Debug)]
pub struct Clusters {
    local: Arc<Cluster>,
    remote: Mutex<HashMap<(String, String), Remote>>,
    changes: Changes,
}

#[derive(Debug)]
struct Remote {
    version: String,
    cluster: Arc<Cluster>,
}

/// A connection to a data plane's cluster.
pub struct Connection {
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// Version of the credentials that it was made with; `None` for the control plane's own cluster.
    version: Option<String>,
}

impl Clusters {
    /// The control plane's own cluster, and no other yet. Objects that change by other hands are told to `changes`.
    pub fn new(client: Client, changes: Changes) -> Self {
        Self { local: Cluster::new(client, changes.clone()), remote: Mutex::default(), changes }
    }

    /// The control plane's own cluster.
    pub fn local(&self) -> &Arc<Cluster> {
        &self.local
    }

    /// The cluster of a data plane, if it is connected.
    pub fn get(&self, organization: &str, data_plane: &DataPlane) -> Option<Arc<Cluster>> {
        if data_plane.spec.cluster.is_none() {
            return Some(self.local.clone());
        }
        let key = (organization.to_owned(), data_plane.metadata.name.clone().unwrap_or_default());
        self.lock().get(&key).map(|remote| remote.cluster.clone())
    }

    /// The control plane's own cluster and all connected ones of an organization.
    pub fn of_organization(&self, organization: &str) -> Vec<Arc<Cluster>> {
        let remote = self.lock();
        let own = remote.iter().filter(|((owner, _), _)| owner == organization);
        std::iter::once(self.local.clone()).chain(own.map(|(_, remote)| remote.cluster.clone())).collect()
    }

    /// Connects to the cluster of a data plane, anew if its credentials changed. Others see it after [`Self::publish`].
    ///
    /// # Errors
    /// Why there is no client for it.
    pub async fn connect(&self, organization: &str, data_plane: &DataPlane) -> Result<Connection, connect::Error> {
        let Some(spec) = &data_plane.spec.cluster else {
            return Ok(Connection { cluster: self.local.clone(), version: None });
        };
        let credentials = connect::credentials(&self.local.client, organization, spec).await?;
        let cluster = match self.known(organization, data_plane, &credentials) {
            Some(cluster) => cluster,
            None => Cluster::new(credentials.clone().client().await?, self.changes.clone()),
        };
        Ok(Connection { cluster, version: Some(credentials.version) })
    }

    /// Lets others use a connection. Answers whether it is another one than before.
    pub fn publish(&self, organization: &str, data_plane: &str, connection: Connection) -> bool {
        let Connection { cluster, version: Some(version) } = connection else {
            return self.forget(organization, data_plane);
        };
        let key = (organization.to_owned(), data_plane.to_owned());
        let before = self.lock().insert(key, Remote { version: version.clone(), cluster });
        before.is_none_or(|before| before.version != version)
    }

    /// Drops the connection to a data plane that is gone. Answers whether there was one.
    pub fn forget(&self, organization: &str, data_plane: &str) -> bool {
        self.lock().remove(&(organization.to_owned(), data_plane.to_owned())).is_some()
    }

    fn known(&self, organization: &str, data_plane: &DataPlane, credentials: &Credentials) -> Option<Arc<Cluster>> {
        let key = (organization.to_owned(), data_plane.metadata.name.clone()?);
        let remote = self.lock();
        remote.get(&key).filter(|remote| remote.version == credentials.version).map(|remote| remote.cluster.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), Remote>> {
        // Every change of the map is a single call.
        self.remote.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
