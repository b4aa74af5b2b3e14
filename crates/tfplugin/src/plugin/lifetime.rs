//! When a plugin ends: who asks for it, and what is waited for.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch::{self, Receiver, Sender},
    time::timeout,
};

/// The life of the process, shared by all that can end it or hold it up.
#[derive(Clone, Debug)]
pub(crate) struct Lifetime(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ending: Sender<bool>,
    work: Sender<usize>,
    clients: Sender<usize>,
}

/// Something that counts for as long as it exists.
#[derive(Debug)]
pub(crate) struct Presence(Sender<usize>);

impl Presence {
    fn new(counter: &Sender<usize>) -> Self {
        counter.send_modify(|count| *count += 1);
        Self(counter.clone())
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Lifetime {
    pub(crate) fn new() -> Self {
        let counter = || watch::channel(0).0;
        Self(Arc::new(Inner { ending: watch::channel(false).0, work: counter(), clients: counter() }))
    }

    /// Asks for the end. What is being changed is still finished.
    pub(crate) fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Waits until the end was asked for.
    pub(crate) async fn ending(&self) {
        wait(self.0.ending.subscribe(), |ending| *ending).await;
    }

    /// Marks work that the end must wait for.
    pub(crate) fn work(&self) -> Presence {
        Presence::new(&self.0.work)
    }

    /// Waits until no work is left.
    pub(crate) async fn idle(&self) {
        wait(self.0.work.subscribe(), |work| *work == 0).await;
    }

    /// Marks a client that is connected.
    pub(crate) fn client(&self) -> Presence {
        Presence::new(&self.0.clients)
    }

    /// Waits until no client has been connected for as long as `patience`.
    pub(crate) async fn abandoned(&self, patience: Duration) {
        loop {
            wait(self.0.clients.subscribe(), |clients| *clients == 0).await;
            if timeout(patience, wait(self.0.clients.subscribe(), |clients| *clients > 0)).await.is_err() {
                return;
            }
        }
    }
}

/// Waits for a condition. The senders outlive every receiver, since `Lifetime` borrows them.
async fn wait<T>(mut receiver: Receiver<T>, condition: impl FnMut(&T) -> bool) {
    let _closed = receiver.wait_for(condition).await;
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, pin_mut};

    use super::*;

    #[tokio::test]
    async fn work_in_flight_is_waited_for() {
        let lifetime = Lifetime::new();
        let (first, second) = (lifetime.work(), lifetime.work());
        drop(first);
        assert!(lifetime.idle().now_or_never().is_none());
        drop(second);
        lifetime.idle().await;
    }

    #[tokio::test]
    async fn the_end_is_seen_by_those_who_come_late() {
        let lifetime = Lifetime::new();
        assert!(lifetime.ending().now_or_never().is_none());
        lifetime.end();
        lifetime.clone().ending().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_plugin_is_abandoned_once_its_last_client_stays_away() {
        let (lifetime, patience) = (Lifetime::new(), Duration::from_secs(60));
        let client = lifetime.client();
        let abandoned = lifetime.abandoned(patience);
        pin_mut!(abandoned);
        assert!(timeout(patience * 3, &mut abandoned).await.is_err());
        drop(client);
        assert!(timeout(patience / 2, &mut abandoned).await.is_err());
        let again = lifetime.client();
        assert!(timeout(patience * 3, &mut abandoned).await.is_err());
        drop(again);
        abandoned.await;
    }
}
