//! All cluster I/O of the platform: connecting to data planes, applying and pruning objects, writing status.

pub mod cluster;
pub mod clusters;
pub mod connect;
pub mod control_plane;
pub mod finalizer;
pub mod health;
pub mod install;
pub mod kind;
pub mod manifests;
pub mod observed;
pub mod owner;
mod patience;
pub mod prune;
pub mod report;
pub mod secret;

pub use cluster::Cluster;
pub use clusters::Clusters;
pub use manifests::{Applied, Manifests, Prepared};
pub use observed::Observed;
pub use owner::Owner;
