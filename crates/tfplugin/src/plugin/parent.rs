//! Notices that the host is gone, which a killed host cannot say.

use std::time::Duration;

use super::lifetime::Lifetime;

/// How long a plugin without any client lives.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends the life of a plugin whose host is gone: at once where the parent process has changed, and after a while
/// where no client is connected any more.
pub(super) fn watch(lifetime: Lifetime) {
    let gone = gone();
    tokio::spawn(async move {
        tokio::select! {
            () = gone => tracing::warn!("the host is gone"),
            () = lifetime.abandoned(PATIENCE) => tracing::warn!("no host is connected any more"),
            () = lifetime.ending() => return,
        }
        lifetime.end();
    });
}

/// Waits until the process has another parent than now.
#[cfg(unix)]
fn gone() -> impl Future<Output = ()> {
    use std::os::unix::process::parent_id;

    let parent = parent_id();
    async move {
        while parent_id() == parent {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

#[cfg(not(unix))]
fn gone() -> impl Future<Output = ()> {
    std::future::pending()
}
