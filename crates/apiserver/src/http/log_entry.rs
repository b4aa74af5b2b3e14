//! The log of requests, at level `debug`.

use http::header::USER_AGENT;
use http::{Method, Request, StatusCode};

/// What the log says of a request. A query is left out: of a watch it is long, and of a list it holds a token.
pub(super) struct LogEntry {
    method: Method,
    path: String,
    agent: String,
}

impl LogEntry {
    /// Nothing where nobody reads the log.
    pub(super) fn of<B>(request: &Request<B>) -> Option<Self> {
        tracing::enabled!(tracing::Level::DEBUG).then(|| Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            agent: request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("-").to_owned(),
        })
    }

    pub(super) fn write(&self, status: StatusCode) {
        let Self { method, path, agent } = self;
        tracing::debug!(%method, path, status = status.as_u16(), agent, "request");
    }
}
