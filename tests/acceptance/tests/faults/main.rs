//! What networks, busy servers and administrators do to the provider and to the controllers, on the embedded and on the
//! real API server, through a proxy that does it.

mod broken;
mod busy;
mod controllers;
mod login;
mod proxy;
mod restart;
mod rights;
mod types;
mod watches;
mod world;
