//! The OpenChoreo provider for Terraform and OpenTofu.
//!
//! One [`resource::KubernetesResource`] serves all kinds: a [`kind::Kind`] says what is particular about one, everything
//! else (attributes, checks, the objects sent and the states read) derives from its CustomResourceDefinition.

mod conditions;
pub mod config;
mod data_source;
pub mod docs;
#[cfg(feature = "echo")]
mod echo;
mod explain;
mod identity;
pub mod kind;
pub mod kinds;
mod model;
mod object;
mod ownership;
mod private;
mod provider;
pub mod resource;
mod session;
mod tree;

pub use provider::OpenChoreo;

/// Address of the provider in Terraform's registry.
pub const ADDRESS: &str = "registry.terraform.io/openchoreo/openchoreo";
