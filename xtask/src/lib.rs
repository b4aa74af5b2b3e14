//! What the project's commands and its acceptance tests share: the workspace's paths and the tools that they run.

pub mod mirror;
pub mod progress;
pub mod tools;
pub mod workspace;
