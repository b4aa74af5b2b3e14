//! What a Kubernetes API server does, told twice: by the embedded one and by the real kube-apiserver.

mod builtin;
mod definitions;
mod deletion;
mod dry_run;
mod errors;
mod fixture;
mod list;
mod objects;
mod platform;
mod server_side_apply;
mod tables;
mod transcripts;
mod validation;
mod watch;
