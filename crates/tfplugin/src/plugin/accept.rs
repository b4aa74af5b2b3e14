//! Takes clients in, each on its own, so that one that stalls keeps nobody waiting.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc::{Sender, channel},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;

use super::{lifetime::Lifetime, listener::Listener, stream::Stream};

/// How long a client may take to show who it is.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long to wait before the next client when the system refuses one.
const RETRY: Duration = Duration::from_millis(50);

/// The clients that have shown who they are, until the end. Without `tls`, everyone who reaches the listener.
///
/// The listener is gone when the task has ended, soon after `lifetime` does.
pub(super) fn clients(
    listener: Listener,
    tls: Option<TlsAcceptor>,
    lifetime: Lifetime,
) -> (ReceiverStream<io::Result<Stream>>, JoinHandle<()>) {
    let (sender, receiver) = channel(1);
    let accepting = tokio::spawn(async move {
        tokio::select! {
            () = accept(&listener, tls.map(Arc::new), &lifetime, sender) => {}
            () = lifetime.ending() => {}
        }
    });
    (ReceiverStream::new(receiver), accepting)
}

async fn accept(
    listener: &Listener,
    tls: Option<Arc<TlsAcceptor>>,
    lifetime: &Lifetime,
    sender: Sender<io::Result<Stream>>,
) {
    loop {
        match listener.accept().await {
            Ok(stream) => {
                tokio::spawn(admit(stream.counted(lifetime.client()), tls.clone(), sender.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(RETRY).await;
            }
        }
    }
}

/// Hands a client on once it has shown who it is.
async fn admit(stream: Stream, tls: Option<Arc<TlsAcceptor>>, sender: Sender<io::Result<Stream>>) {
    let admitted = match tls {
        None => Ok(Ok(stream)),
        Some(tls) => timeout(HANDSHAKE, async { tls.accept(stream).await.map(Stream::new) }).await,
    };
    match admitted {
        // The receiver is gone only when the server is.
        Ok(Ok(stream)) => drop(sender.send(Ok(stream)).await),
        Ok(Err(error)) => tracing::warn!(%error, "refused a client"),
        Err(_) => tracing::warn!("refused a client that took too long to show who it is"),
    }
}
