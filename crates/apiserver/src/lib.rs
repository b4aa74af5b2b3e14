//! An embedded Kubernetes API server.
//!
//! [`ApiServer::open`] gives a server whose [`ApiServer::client`] is a `kube::Client` without a network.
//!
//! The pure parts, which know nothing of HTTP or storage, are [`schema`] (structural schemas: pruning,
//! defaulting, validation), [`managed_fields`] (server-side apply), [`builtin`] (the kinds that exist
//! without a CustomResourceDefinition) and [`openapi`] (the documents that clients read).

pub mod builtin;
mod collector;
mod core;
mod crd;
mod http;
mod lifecycle;
mod listener;
pub mod managed_fields;
mod nesting;
pub mod openapi;
mod protobuf;
mod registry;
pub mod schema;
mod seed;
mod selector;
mod server;
pub mod status;
pub mod store;
mod strategic_merge;
mod table;
mod watch;

pub use crate::http::{ApiService, ResponseBody};
pub use listener::{CredentialsError, ListenError, Listening};
pub use server::{ApiServer, OpenError, Options, StoreLocation};
