//! Logging in again where the server takes the credentials no more.
//!
//! Credentials of a command or a file are renewed when they expire by their own account. A server that ends a session
//! earlier answers 401: then the command runs again, or the file is read again, and the request is sent once more.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use futures::future::{BoxFuture, FutureExt};
use http::{Request, Response, StatusCode};
use kube::{Client, client::Body};
use tokio::time::Instant;
use tower::{BoxError, Service};

use super::{ConnectError, Settings, connect};

/// New credentials that the server does not take either are kept so long: whoever is locked out must not log in with
/// every request.
const PAUSE: Duration = Duration::from_secs(10);

/// A client with credentials that can be renewed.
#[derive(Clone)]
pub(super) struct Login(Arc<Shared>);

struct Shared {
    settings: Settings,
    current: Mutex<Current>,
    /// Held by who logs in, so that the others wait for the outcome.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Current {
    client: Client,
    number: u64,
    since: Instant,
    accepted: bool,
}

impl Current {
    fn new(client: Client, number: u64) -> Self {
        Self { client, number, since: Instant::now(), accepted: false }
    }
}

impl Login {
    /// One that has logged in by these settings.
    pub(super) fn new(settings: Settings, client: Client) -> Self {
        let current = Mutex::new(Current::new(client, 0));
        Self(Arc::new(Shared { settings, current, turn: tokio::sync::Mutex::default() }))
    }
}

impl Shared {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        let (parts, body) = request.into_parts();
        let again = body.try_clone().map(|body| Request::from_parts(parts.clone(), body));
        let Current { client, number, .. } = self.current().clone();
        let response = client.send(Request::from_parts(parts, body)).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            self.accept(number);
            return Ok(response);
        }
        let Some(again) = again else { return Ok(response) };
        match self.renew(number).await? {
            Some(Current { client, number, .. }) => {
                let response = client.send(again).await?;
                if response.status() != StatusCode::UNAUTHORIZED {
                    self.accept(number);
                }
                Ok(response)
            }
            None => Ok(response),
        }
    }

    /// Later credentials than those that were refused; nothing where there can be none for now.
    async fn renew(&self, refused: u64) -> Result<Option<Current>, ConnectError> {
        let _turn = self.turn.lock().await;
        let current = self.current().clone();
        if current.number != refused {
            return Ok(Some(current));
        }
        if !current.accepted && current.since.elapsed() < PAUSE {
            return Ok(None);
        }
        tracing::info!("the server does not take the credentials any more: logging in again");
        let client = connect::dial(connect::configuration(&self.settings).await?.0).await?;
        let renewed = Current::new(client, refused + 1);
        *self.current() = renewed.clone();
        Ok(Some(renewed))
    }

    fn accept(&self, number: u64) {
        let mut current = self.current();
        current.accepted |= current.number == number;
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service<Request<Body>> for Login {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let shared = self.0.clone();
        async move { shared.send(request).await }.boxed()
    }
}
