//! What components compile to, judged by the definitions that clusters really have.

mod accepted;
mod cases;
mod schemas;
mod server;
