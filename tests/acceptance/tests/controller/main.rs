//! `openchoreo controller` on real clusters, and what users see of it.

mod application;
mod command;
mod platform;

/// The tests of this program share their clusters, on which only one set of controllers may run at a time.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
