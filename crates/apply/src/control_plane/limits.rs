//! What ends an operation early.

use std::{future::pending, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

/// What ends an operation early.
#[derive(Clone)]
pub struct Limits {
    /// When it ends without success.
    pub deadline: Instant,
    /// Turns true when the user asks to stop.
    pub stop: watch::Receiver<bool>,
}

impl Limits {
    /// Whether the user has asked to stop.
    pub fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Returns when the user asks to stop, and never where nobody can ask any more.
    pub async fn stopped(&self) {
        if self.stop.clone().wait_for(|stop| *stop).await.is_err() {
            pending::<()>().await;
        }
    }

    /// Rests so long, or shorter where the user asks to stop.
    pub(super) async fn rest(&self, pause: Duration) {
        tokio::select! {
            () = sleep(pause) => {}
            () = self.stopped() => {}
        }
    }

    /// How much time there is left.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}
