//! What the project's commands and its acceptance tests share: the workspace's paths, and the programs that they run.

pub mod mirror;
pub mod process;
pub mod progress;
pub mod tools;
pub mod workspace;
