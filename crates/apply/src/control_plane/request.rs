//! Sending a request: with a deadline, again where that helps, and with the server's warnings.

use std::time::Duration;

use http::{HeaderMap, Method, Request, StatusCode, header};
use kube::{client::Body, core::Status};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::{Call, ControlPlane, Error, Limits, retry::Again, retry::retry_after};

/// Longest time for the answer to a request that writes nothing. One that takes longer is sent again, for which there must
/// be time: a read may take 60 s in all.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time for the answer to a write, which admission webhooks may hold up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest time for an answer of a server that others have waited for in vain, or to who was told to stop.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// A successful answer.
pub(super) struct Answer {
    /// The body.
    pub(super) body: Vec<u8>,
    /// Texts of the `Warning` headers.
    pub(super) warnings: Vec<String>,
}

struct Failure {
    error: Box<Error>,
    again: Again,
}

impl ControlPlane {
    /// Sends a request, again and again where that may help: within the limits where the server puts it off or does not
    /// answer, a few times where it fails. All requests of this type can be repeated: none does more the second time.
    pub(super) async fn send(&self, request: Request<Vec<u8>>, limits: &Limits) -> Result<Answer, Error> {
        let call = Call::new(&self.host, &request);
        let time = limits.left();
        let mut sent = 0;
        loop {
            let patience = self.silence.patience(time);
            if self.silence.duration() >= patience && self.silence.is_fresh() {
                return Err(silent(&call, self.silence.duration(), sent > 0));
            }
            let Failure { error, again } = match self.attempt(&request, &call, limits, patience).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            sent += 1;
            let error = error.after(sent);
            let in_vain = again.is_for_all() && self.silence.duration() >= self.silence.patience(time);
            let delay = again.delay(sent).filter(|delay| !in_vain && *delay < limits.left());
            let Some(delay) = delay.filter(|_| !limits.is_stopped()) else { return Err(error) };
            tracing::warn!(%error, sent, ?delay, "the request is sent again");
            limits.rest(delay).await;
            if limits.is_stopped() || limits.left().is_zero() {
                return Err(error);
            }
        }
    }

    /// A body as JSON of a type. An error tells the place of the mistake, never the content.
    pub(super) fn parse<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|error| Error::Malformed {
            host: self.host.clone(),
            reason: format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column()),
        })
    }

    async fn attempt(
        &self,
        request: &Request<Vec<u8>>,
        call: &Call,
        limits: &Limits,
        patience: Duration,
    ) -> Result<Answer, Failure> {
        let began = Instant::now();
        let until = limits.deadline.min(began + self.longest(request, limits, patience));
        let outcome = tokio::select! {
            outcome = timeout_at(until, self.exchange(request.clone(), call)) => {
                outcome.unwrap_or_else(|_| Err(Failure::no_answer(no_answer(call, began.elapsed()))))
            }
            // Of a write, it must be known whether it happened.
            () = limits.stopped(), if !writes(request) && !limits.is_stopped() => {
                return Err(Failure::new(Error::Interrupted { call: call.clone() }, Again::No));
            }
        };
        match &outcome {
            Err(Failure { again: Again::NoAnswer, .. }) => self.silence.lasts(began),
            Err(Failure { again: Again::Away(_), .. }) => self.silence.away(began),
            Err(Failure { error, .. }) if matches!(**error, Error::Credentials(_)) => {}
            _ => self.silence.broken(),
        }
        outcome
    }

    /// How long one answer may take.
    fn longest(&self, request: &Request<Vec<u8>>, limits: &Limits, patience: Duration) -> Duration {
        let is_write = writes(request);
        if self.silence.duration() >= patience || !is_write && limits.is_stopped() {
            return PROBE_TIMEOUT;
        }
        if is_write { WRITE_TIMEOUT } else { READ_TIMEOUT }
    }

    async fn exchange(&self, request: Request<Vec<u8>>, call: &Call) -> Result<Answer, Failure> {
        let failed = |error| match Error::from_kube(error, call) {
            error @ Error::Unreachable { .. } => Failure::no_answer(error),
            error => Failure::new(error, Again::No),
        };
        let response = self.client.send(request.map(Body::from)).await.map_err(failed)?;
        let (parts, body) = response.into_parts();
        let body = body.collect_bytes().await.map_err(failed)?.to_vec();
        if parts.status.is_success() {
            return Ok(Answer { body, warnings: warnings(&parts.headers) });
        }
        let error = match Error::from_status(status(parts.status, &body), call) {
            Error::Unavailable { call, status, sent, .. } => {
                Error::Unavailable { call, status, retry_after: retry_after(&parts.headers), sent }
            }
            error => error,
        };
        let again = match error {
            Error::Refused(_) => Again::No,
            _ => Again::of(parts.status, &parts.headers),
        };
        Err(Failure::new(error, again))
    }
}

impl Failure {
    fn new(error: Error, again: Again) -> Self {
        Self { error: Box::new(error), again }
    }

    fn no_answer(error: Error) -> Self {
        Self::new(error, Again::NoAnswer)
    }
}

fn no_answer(call: &Call, so_long: Duration) -> Error {
    Error::no_answer(call, format!("no answer to {call} within {} s", seconds(so_long)))
}

/// That it is of no use to ask.
fn silent(call: &Call, so_long: Duration, is_sent: bool) -> Error {
    let reason = format!("it has answered nobody for {} s", seconds(so_long));
    Error::Unreachable { call: call.clone(), reason, is_sent }
}

fn seconds(time: Duration) -> f32 {
    time.as_secs_f32().ceil()
}

fn writes(request: &Request<Vec<u8>>) -> bool {
    let is_dry_run = request.uri().query().is_some_and(|query| query.split('&').any(|one| one == "dryRun=All"));
    request.method() != Method::GET && !is_dry_run
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
