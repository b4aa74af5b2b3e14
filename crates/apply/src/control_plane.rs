//! The control plane as its clients see it: connecting, reading, server-side apply, waiting and deleting.

mod call;
mod connect;
mod delete;
mod error;
mod fields;
mod limits;
mod login;
mod read;
mod request;
mod retry;
mod settings;
mod silence;
mod snapshot;
mod ssa;
mod wait;

use std::sync::Arc;

use kube::{Client, Resource, core::DynamicObject, discovery::ApiResource};

pub use call::{Call, Right};
pub use connect::ConnectError;
pub use error::{Conflict, Error};
pub use fields::{Operation, Owner, owners};
pub use limits::Limits;
pub use settings::{Exec, Settings};
use silence::Silence;
pub use snapshot::Snapshots;
pub use ssa::{Applied, ApplyOptions};
pub use wait::{Verdict, WaitError};

/// A connection to the Kubernetes API server of the control plane.
#[derive(Clone)]
pub struct ControlPlane {
    client: Client,
    host: String,
    silence: Arc<Silence>,
}

/// One object of the control plane.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its type.
    pub resource: ApiResource,
    /// Its namespace; `None` for cluster-scoped types.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

impl ControlPlane {
    /// A control plane behind a client that exists already. `host` is how messages name it.
    pub fn new(client: Client, host: impl Into<String>) -> Self {
        Self { client, host: host.into(), silence: Arc::default() }
    }

    /// The client, for what is done in other ways than this type's.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// How messages name the control plane: the URL of its API server.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl Target {
    fn collection(&self) -> kube::core::Request {
        collection(&self.resource, self.namespace.as_deref())
    }
}

fn collection(resource: &ApiResource, namespace: Option<&str>) -> kube::core::Request {
    kube::core::Request::new(DynamicObject::url_path(resource, namespace))
}
