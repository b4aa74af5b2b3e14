//! The words in which the acceptance tests are written: control planes, and the programs that act on them.

pub mod addons;
mod applying;
mod control_plane;
mod controller;
mod dev;
mod envtest;
mod inventory;
mod kubectl;
mod output;
mod real;
mod skip;
mod terraform;
mod wire;

pub use applying::{Applying, kill, runs};
pub use control_plane::ControlPlane;
pub use controller::Controller;
pub use dev::OpenchoreoDev;
pub use envtest::{Cluster, Extent};
pub use inventory::{Difference, Inventory};
pub use kubectl::Kubectl;
pub use output::Output;
pub use skip::{at_hand, skipped};
pub use terraform::Terraform;
pub use wire::{Answer, Events, Wire};
