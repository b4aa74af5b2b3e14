//! The process of a plugin, as HashiCorp's go-plugin and its hosts Terraform and OpenTofu expect it: handshake,
//! mutual TLS, and the services by which the host ends the process.

mod accept;
mod broker;
mod command_line;
mod controller;
mod environment;
mod handshake;
mod health;
pub(crate) mod lifetime;
mod listener;
mod p521;
mod parent;
mod pinned;
mod reattach;
mod serve;
mod signal;
#[cfg(unix)]
mod socket;
mod stdio;
mod stream;
mod tls;

#[cfg(unix)]
pub use self::socket::SocketError;
pub use self::{
    command_line::main,
    environment::EnvironmentError,
    listener::{ListenError, Transport},
    serve::{ServeError, ServeOptions, serve},
    tls::TlsError,
};
