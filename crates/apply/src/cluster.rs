//! A cluster that workloads run on.

use std::fmt;
use std::sync::Arc;

use kube::Client;
use tokio::task::JoinSet;

use crate::observed::{Changes, Observed};

/// A cluster that workloads run on: how to reach it, and what the platform has there.
pub struct Cluster {
    /// Client with the data plane's credentials.
    pub client: Client,
    /// The platform's objects on the cluster.
    pub observed: Arc<Observed>,
    /// Dropping the set ends the watches.
    _watches: JoinSet<()>,
}

impl Cluster {
    /// Starts to watch a cluster.
    pub fn new(client: Client, changes: Changes) -> Arc<Self> {
        let observed = Arc::new(Observed::new(changes));
        let watches = observed.watch(&client);
        Arc::new(Self { client, observed, _watches: watches })
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").field("observed", &self.observed).finish_non_exhaustive()
    }
}
