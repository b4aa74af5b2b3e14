//! Being told to stop.

use anyhow::Context;
use tokio::sync::watch;

/// The interrupts and terminations that this process has got, counted.
#[derive(Clone, Debug)]
pub(crate) struct Stop(watch::Receiver<usize>);

impl Stop {
    /// Catches interrupts and terminations from now on.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let (sender, receiver) = watch::channel(0);
        #[cfg(unix)]
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .context("cannot catch signals")?;
        tokio::spawn(async move {
            loop {
                #[cfg(unix)]
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
                #[cfg(not(unix))]
                let _ = tokio::signal::ctrl_c().await;
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self(receiver))
    }

    /// Whether this process was told to stop.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Waits until this process is told to stop.
    pub(crate) async fn asked(self) {
        self.count(1).await;
    }

    /// Waits until this process is told to stop for the second time, by somebody who will not wait any more.
    pub(crate) async fn insisted(self) {
        self.count(2).await;
    }

    async fn count(mut self, times: usize) {
        // The sender lives as long as the runtime: what waits here ends with it.
        let _ = self.0.wait_for(|count| *count >= times).await;
    }
}
