//! The words in which the acceptance tests are written: control planes, and the programs that act on them.

mod control_plane;
mod dev;
mod kubectl;
mod output;
mod real;
mod terraform;
mod wire;

pub use control_plane::ControlPlane;
pub use dev::OpenchoreoDev;
pub use kubectl::Kubectl;
pub use output::Output;
pub use terraform::Terraform;
pub use wire::{Answer, Events, Wire};
