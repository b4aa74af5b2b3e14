//! What a Kubernetes API server does, told twice: by the embedded one and by the real kube-apiserver.

mod builtin;
mod client_side_apply;
mod definitions;
mod deletion;
mod discovery;
mod dry_run;
mod errors;
mod events;
mod explain;
mod fixture;
mod list;
mod list_options;
mod objects;
mod platform;
mod printed;
mod protobuf;
mod reviews;
mod scale;
mod server_side_apply;
mod sessions;
mod strategic_merge;
mod tables;
mod transcripts;
mod typed_commands;
mod validation;
mod watch;
