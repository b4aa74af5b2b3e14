//! What networks, busy servers and administrators do to the provider, on the embedded and on the
//! real API server, through a proxy that does it.

mod broken;
mod busy;
mod login;
mod proxy;
mod rights;
mod types;
mod watches;
mod world;
