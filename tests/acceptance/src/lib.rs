//! The words in which the acceptance tests are written: control planes, and the programs that act on them.

mod account;
pub mod addons;
mod applying;
mod control_plane;
mod controller;
mod dev;
mod envtest;
mod inventory;
mod kubectl;
mod matrix;
mod output;
mod platform;
mod real;
mod running;
mod shared;
mod skip;
mod terraform;
mod wire;

pub use account::{Account, with_token};
pub use applying::{Applying, children, kill, runs};
pub use control_plane::ControlPlane;
pub use controller::Controller;
pub use dev::OpenchoreoDev;
pub use envtest::{Cluster, Extent, Storage};
pub use inventory::{Difference, Inventory};
pub use kubectl::Kubectl;
pub use matrix::{On, Server};
pub use output::Output;
pub use platform::Platform;
pub use running::Running;
pub use shared::Shared;
pub use skip::{at_hand, skipped};
pub use terraform::Terraform;
pub use wire::{Answer, Events, Wire};
