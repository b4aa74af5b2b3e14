use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt, ready};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request, Response};
use sha2::{Digest, Sha256};
use tower::Service;

use crate::http::{ApiService, ResponseBody, status_response};
use crate::status::{ApiError, Reason};

/// Lets only requests with the token through.
#[derive(Clone)]
pub(super) struct Authenticated {
    service: ApiService,
    token: [u8; 32],
}

impl Authenticated {
    pub(super) fn new(service: ApiService, token: &str) -> Self {
        Self { service, token: digest(token) }
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let presented = header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        same(&digest(presented), &self.token)
    }
}

impl<B> Service<Request<B>> for Authenticated
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::fmt::Display,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if self.admits(request.headers()) {
            return self.service.call(request);
        }
        let message = "a valid bearer token is required; the server's kubeconfig has it";
        ready(Ok(status_response(&ApiError::new(Reason::Unauthorized, message)))).boxed()
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares digests in a time that does not depend on where they differ.
fn same(left: &[u8; 32], right: &[u8; 32]) -> bool {
    left.iter().zip(right).fold(0, |difference, (left, right)| difference | (left ^ right)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_same_only_if_every_byte_is() {
        assert!(same(&digest("a"), &digest("a")));
        for index in 0..32 {
            let mut other = digest("a");
            other[index] ^= 1;
            assert!(!same(&digest("a"), &other), "byte {index}");
        }
    }
}
