//! What the process does about signals.

use std::io;

use super::lifetime::Lifetime;

/// Who started the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A host, which decides when to end: an interrupt at the terminal reaches the whole group of processes, and
    /// the host then asks the plugin to stop by itself.
    Host,
    /// A human at a terminal.
    Human,
}

/// Handles signals from now on.
#[cfg(unix)]
pub(super) fn handle(owner: Owner, lifetime: Lifetime) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                Some(()) = interrupt.recv() => match owner {
                    Owner::Host => tracing::debug!("ignored an interrupt: the host decides"),
                    Owner::Human => lifetime.end(),
                },
                Some(()) = terminate.recv() => lifetime.end(),
                () = lifetime.ending() => return,
            }
        }
    });
    Ok(())
}

/// Handles interrupts from now on.
#[cfg(not(unix))]
pub(super) fn handle(owner: Owner, lifetime: Lifetime) -> io::Result<()> {
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            match owner {
                Owner::Host => tracing::debug!("ignored an interrupt: the host decides"),
                Owner::Human => lifetime.end(),
            }
        }
    });
    Ok(())
}
