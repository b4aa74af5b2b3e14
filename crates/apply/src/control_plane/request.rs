//! Sending a request: with a deadline, again where that helps, and with the server's warnings.

use std::time::Duration;

use http::{HeaderMap, Request, StatusCode, header};
use kube::{client::Body, core::Status};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};

use super::{ControlPlane, Error};

/// Longest time for one answer; a request that takes longer is sent again.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// How often a request is sent again to a server that cannot be reached or that fails: a matter of seconds, since
/// waiting does not help against a wrong host.
const FEW: u32 = 4;

/// A successful answer.
pub(super) struct Answer {
    /// The body.
    pub(super) body: Vec<u8>,
    /// Texts of the `Warning` headers.
    pub(super) warnings: Vec<String>,
}

struct Failure {
    error: Error,
    again: Again,
}

enum Again {
    No,
    Few,
    UntilDeadline(Option<Duration>),
}

impl ControlPlane {
    /// Sends a request. Where the server is overloaded or starting it is sent again until the deadline, where it
    /// cannot be reached or fails a few times.
    pub(super) async fn send(&self, request: Request<Vec<u8>>, deadline: Instant) -> Result<Answer, Error> {
        let mut sent = 0;
        loop {
            let failure = match self.attempt(request.clone(), deadline).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            sent += 1;
            let delay = match failure.again {
                Again::Few if sent <= FEW => delay(sent),
                Again::UntilDeadline(asked) => asked.unwrap_or_default().max(delay(sent)),
                _ => return Err(failure.error),
            };
            if Instant::now() + delay >= deadline {
                return Err(failure.error);
            }
            tracing::debug!(error = %failure.error, sent, "sending the request again");
            sleep(delay).await;
        }
    }

    /// A body as JSON of a type. An error tells the place of the mistake, never the content.
    pub(super) fn parse<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|error| Error::Malformed {
            host: self.host.clone(),
            reason: format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column()),
        })
    }

    async fn attempt(&self, request: Request<Vec<u8>>, deadline: Instant) -> Result<Answer, Failure> {
        let until = deadline.min(Instant::now() + ANSWER_TIMEOUT);
        match timeout_at(until, self.exchange(request)).await {
            Ok(result) => result,
            Err(_) => {
                let error = Error::Unreachable { host: self.host.clone(), reason: "no answer in time".into() };
                Err(Failure { error, again: Again::Few })
            }
        }
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Answer, Failure> {
        let unreachable = |error| {
            let error = Error::from_kube(error, &self.host);
            let again = if matches!(error, Error::Unreachable { .. }) { Again::Few } else { Again::No };
            Failure { error, again }
        };
        let response = self.client.send(request.map(Body::from)).await.map_err(unreachable)?;
        let (parts, body) = response.into_parts();
        let body = body.collect_bytes().await.map_err(unreachable)?.to_vec();
        if parts.status.is_success() {
            return Ok(Answer { body, warnings: warnings(&parts.headers) });
        }
        let again = again(parts.status, &parts.headers);
        Err(Failure { error: Error::from_status(status(parts.status, &body)), again })
    }
}

fn delay(sent: u32) -> Duration {
    FIRST_DELAY.saturating_mul(2_u32.saturating_pow(sent.min(10) - 1)).min(LONGEST_DELAY)
}

fn again(status: StatusCode, headers: &HeaderMap) -> Again {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            let seconds = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            Again::UntilDeadline(seconds.map(Duration::from_secs))
        }
        status if status.is_server_error() => Again::Few,
        _ => Again::No,
    }
}

/// The `Status` in a body; for a body that holds none (a proxy's page, an unknown path) one made of the status code.
fn status(code: StatusCode, body: &[u8]) -> Status {
    let parsed = serde_json::from_slice::<Status>(body).ok().filter(|status| status.code != 0 || status.is_failure());
    let mut status = parsed.unwrap_or_else(|| Status::failure(code.canonical_reason().unwrap_or("unknown status"), ""));
    status.code = code.as_u16();
    status
}

/// Texts of `Warning: 299 - "text"` headers.
fn warnings(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::WARNING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(|value| match value.split_once('"') {
            Some((_, text)) => text.strip_suffix('"').unwrap_or(text).replace("\\\"", "\"").replace("\\\\", "\\"),
            None => value.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
