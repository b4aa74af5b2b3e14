//! Logging in again where the server takes the credentials no more.
//!
//! Credentials of a command or a file are renewed when they expire by their own account. A server that ends a session
//! earlier answers 401: then the command runs again, or the file is read again, and the request is sent once more. All else
//! stays as it was at the first connection: whoever switches the context of the kubeconfig does not move what is under way.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use futures::future::{BoxFuture, FutureExt};
use http::{Request, Response, StatusCode};
use kube::{
    Client, Config,
    client::{AuthError, Body},
};
use tokio::time::Instant;
use tower::{BoxError, Service};

use super::{ConnectError, connect, error};

/// New credentials that the server does not take either are kept so long, and so are old ones where there are no new
/// ones: whoever is locked out must not log in with every request.
const PAUSE: Duration = Duration::from_secs(10);

/// A client with credentials that can be renewed.
#[derive(Clone)]
pub(super) struct Login(Arc<Shared>);

struct Shared {
    config: Config,
    current: Mutex<Current>,
    /// Held by who logs in, so that the others wait for the outcome.
    turn: Arc<tokio::sync::Mutex<()>>,
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
    /// One that has logged in as this configuration says.
    pub(super) fn new(config: Config, client: Client) -> Self {
        let current = Mutex::new(Current::new(client, 0));
        Self(Arc::new(Shared { config, current, turn: Arc::default() }))
    }
}

impl Shared {
    async fn send(self: Arc<Self>, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        let (parts, body) = request.into_parts();
        let again = body.try_clone().map(|body| Request::from_parts(parts.clone(), body));
        let Current { client, number, .. } = self.current().clone();
        let response = send(&client, Request::from_parts(parts, body)).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            self.accept(number);
            return Ok(response);
        }
        let Some(again) = again else { return Ok(response) };
        match self.renew(number).await? {
            Some(Current { client, number, .. }) => {
                let response = send(&client, again).await?;
                if response.status() != StatusCode::UNAUTHORIZED {
                    self.accept(number);
                }
                Ok(response)
            }
            None => Ok(response),
        }
    }

    /// Later credentials than those that were refused; nothing where there can be none for now.
    async fn renew(self: &Arc<Self>, refused: u64) -> Result<Option<Current>, ConnectError> {
        let turn = self.turn.clone().lock_owned().await;
        let current = self.current().clone();
        if current.number != refused {
            return Ok(Some(current));
        }
        if !current.accepted && current.since.elapsed() < PAUSE {
            return Ok(None);
        }
        tracing::info!("the server does not take the credentials any more: logging in again");
        // A request that is given up meanwhile leaves the login to the next one, which would begin another.
        let shared = self.clone();
        let login = tokio::spawn(async move {
            let _turn = turn;
            shared.log_in().await
        });
        login.await.map_err(|_| ConnectError::Credentials("the login was interrupted".into()))?.map(Some)
    }

    async fn log_in(&self) -> Result<Current, ConnectError> {
        let dialled = connect::dial(self.config.clone()).await;
        let mut current = self.current();
        match dialled {
            Ok(client) => {
                *current = Current::new(client, current.number + 1);
                Ok(current.clone())
            }
            Err(error) => {
                current.accepted = false;
                current.since = Instant::now();
                Err(error)
            }
        }
    }

    fn accept(&self, number: u64) {
        let mut current = self.current();
        current.accepted |= current.number == number;
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a request. The client's own error would show what a credential command printed.
async fn send(client: &Client, request: Request<Body>) -> Result<Response<Body>, BoxError> {
    client.send(request).await.map_err(|error| match error::find::<AuthError>(&error) {
        Some(auth) => ConnectError::Credentials(connect::credentials(auth)).into(),
        None => error.into(),
    })
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
        shared.send(request).boxed()
    }
}

#[cfg(all(test, unix))]
mod tests;
