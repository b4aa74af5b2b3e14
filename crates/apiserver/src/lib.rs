//! An embedded Kubernetes API server.
//!
//! [`ApiServer::open`] gives a server whose [`ApiServer::client`] is a `kube::Client` without a network.

mod collector;
mod core;
mod crd;
mod http;
mod lifecycle;
mod listener;
mod pending;
mod registry;
mod seed;
mod selector;
mod server;
pub mod status;
pub mod store;
mod watch;

use pending::{builtin, managed_fields, schema};

pub use crate::http::{ApiService, ResponseBody};
pub use listener::{CredentialsError, ListenError, Listening};
pub use server::{ApiServer, OpenError, Options, StoreLocation};
