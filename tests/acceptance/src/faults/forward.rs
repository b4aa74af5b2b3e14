use std::future::pending;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, StreamExt};
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use kube::Client;
use kube::client::Body;
use tokio::sync::Notify;
use tokio::time::sleep;
use tower::{BoxError, Service};

use super::Call;
use super::fault::{Answer, Fault};
use super::rules::Rules;

type Content = UnsyncBoxBody<Bytes, BoxError>;

/// Forwards requests, unless a fault is to happen to them.
#[derive(Clone)]
pub(super) struct Forwarder {
    upstream: Client,
    rules: Arc<Rules>,
    reset: Arc<Notify>,
}

impl Forwarder {
    pub(super) fn new(upstream: Client, rules: Arc<Rules>) -> Self {
        Self { upstream, rules, reset: Arc::default() }
    }

    /// One for the requests of a connection, which ends when `reset` is notified.
    pub(super) fn on(&self, reset: Arc<Notify>) -> Self {
        Self { reset, ..self.clone() }
    }

    async fn answer(self, request: Request<Body>) -> Result<Response<Content>, BoxError> {
        let (parts, body) = request.into_parts();
        let fault = self.rules.take(Call::of(&parts));
        let request = Request::from_parts(parts, body);
        match fault {
            None => self.forward(request).await,
            Some(Fault::Answer(answer)) => canned(&answer),
            Some(Fault::ResetBefore) => self.cut().await,
            Some(Fault::ResetAfter) => {
                self.forward(request).await?.into_body().collect().await?;
                self.cut().await
            }
            Some(Fault::Delay(delay)) => {
                sleep(delay).await;
                self.forward(request).await
            }
            Some(Fault::Stall) => pending().await,
            Some(Fault::Trickle(bytes, pause)) => trickle(self.forward(request).await?, bytes, pause).await,
            Some(Fault::Cut(after)) => {
                let response = self.forward(request).await?;
                tokio::spawn(sleep(after).then(|()| async move { self.reset.notify_one() }));
                Ok(response)
            }
        }
    }

    async fn forward(&self, request: Request<Body>) -> Result<Response<Content>, BoxError> {
        let (mut parts, body) = request.into_parts();
        // The client of the server adds its own.
        for own in [HOST, AUTHORIZATION, CONNECTION, TRANSFER_ENCODING, CONTENT_LENGTH] {
            parts.headers.remove(own);
        }
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut forwarded =
            Request::builder().method(parts.method).uri(path).body(Body::from(body.collect_bytes().await?))?;
        *forwarded.headers_mut() = parts.headers;
        let mut response = self.upstream.send(forwarded).await?;
        response.headers_mut().remove(CONNECTION);
        response.headers_mut().remove(TRANSFER_ENCODING);
        Ok(response.map(|body| body.map_err(BoxError::from).boxed_unsync()))
    }

    async fn cut(&self) -> Result<Response<Content>, BoxError> {
        self.reset.notify_one();
        pending().await
    }
}

fn canned(answer: &Answer) -> Result<Response<Content>, BoxError> {
    let mut response = Response::builder().status(answer.code);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let body = Full::new(Bytes::from(answer.body.clone()));
    Ok(response.body(body.map_err(|never| match never {}).boxed_unsync())?)
}

async fn trickle(response: Response<Content>, bytes: usize, pause: Duration) -> Result<Response<Content>, BoxError> {
    let (parts, body) = response.into_parts();
    let whole = body.collect().await?.to_bytes();
    let pieces: Vec<_> = whole.chunks(bytes.max(1)).map(Bytes::copy_from_slice).collect();
    let frames = stream::iter(pieces).then(move |piece| async move {
        sleep(pause).await;
        Ok(Frame::data(piece))
    });
    Ok(Response::from_parts(parts, BodyExt::boxed_unsync(StreamBody::new(frames))))
}

impl<B> Service<Request<B>> for Forwarder
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Content>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let forwarder = self.clone();
        let answer = async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            forwarder.answer(Request::from_parts(parts, Body::from(body))).await
        };
        answer.boxed()
    }
}
