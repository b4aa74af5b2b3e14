use std::io;
use std::sync::Arc;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::forward::Forwarder;

/// Serves connections until the task is aborted.
pub(super) async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    forwarder: Forwarder,
    is_open: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                if let Ok((stream, twin)) = accepted.and_then(|(stream, _)| twins(stream)) {
                    connections.spawn(serve(stream, twin, acceptor.clone(), forwarder.clone(), is_open.clone()));
                }
            }
        }
    }
}

async fn serve(
    stream: TcpStream,
    twin: TcpStream,
    acceptor: TlsAcceptor,
    forwarder: Forwarder,
    mut is_open: watch::Receiver<bool>,
) {
    let reset = Arc::new(Notify::new());
    let serving = async {
        let service = TowerToHyperService::new(forwarder.on(reset.clone()));
        if let Ok(stream) = acceptor.accept(stream).await {
            // Why a connection ends is the client's affair.
            let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
        }
    };
    tokio::select! {
        biased;
        _ = is_open.wait_for(|open| !open) => {}
        () = reset.notified() => {}
        () = serving => return,
    }
    // Closing the last handle of a connection that does not linger sends a reset; that this fails for one which the
    // client has closed does not matter.
    let _ = twin.set_zero_linger();
}

/// Two handles of one connection: one to serve, one to reset it with.
fn twins(stream: TcpStream) -> io::Result<(TcpStream, TcpStream)> {
    let stream = stream.into_std()?;
    let twin = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, TcpStream::from_std(twin)?))
}
