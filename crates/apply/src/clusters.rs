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
    /// By organization and data plane.
    published: Mutex<HashMap<(String, String), Connection>>,
    changes: Changes,
}

/// A connection to a data plane's cluster.
#[derive(Debug)]
pub struct Connection {
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// Version of the credentials that it was made with; `None` for the control plane's own cluster.
    version: Option<String>,
}

impl Clusters {
    /// The control plane's own cluster, and no other yet. Objects that change by other hands are told to `changes`.
    pub fn new(client: Client, changes: Changes) -> Self {
        Self { local: Cluster::new(client, changes.clone()), published: Mutex::default(), changes }
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
        self.lock().get(&key).filter(|connection| connection.is_remote()).map(|connection| connection.cluster.clone())
    }

    /// The control plane's own cluster and all connected ones of an organization.
    pub fn of_organization(&self, organization: &str) -> Vec<Arc<Cluster>> {
        let published = self.lock();
        let remote =
            published.iter().filter(|((owner, _), connection)| owner == organization && connection.is_remote());
        std::iter::once(self.local.clone()).chain(remote.map(|(_, connection)| connection.cluster.clone())).collect()
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

    /// Lets others use a connection. Answers whether it is another one than before: also the control plane's own
    /// cluster is new to those who asked for it before it was known what is there.
    pub fn publish(&self, organization: &str, data_plane: &str, connection: Connection) -> bool {
        let key = (organization.to_owned(), data_plane.to_owned());
        let version = connection.version.clone();
        let before = self.lock().insert(key, connection);
        before.is_none_or(|before| before.version != version)
    }

    /// Drops the connection to a data plane that is gone.
    pub fn forget(&self, organization: &str, data_plane: &str) {
        self.lock().remove(&(organization.to_owned(), data_plane.to_owned()));
    }

    fn known(&self, organization: &str, data_plane: &DataPlane, credentials: &Credentials) -> Option<Arc<Cluster>> {
        let key = (organization.to_owned(), data_plane.metadata.name.clone()?);
        let published = self.lock();
        let same = published.get(&key).filter(|connection| connection.version.as_ref() == Some(&credentials.version));
        same.map(|connection| connection.cluster.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), Connection>> {
        // Every change of the map is a single call.
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    fn is_remote(&self) -> bool {
        self.version.is_some()
    }
}
