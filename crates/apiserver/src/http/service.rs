use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::{Request, Response};
use tokio::task::JoinHandle;
use tower::Service;

use super::log_entry::LogEntry;
use super::respond::ResponseBody;
use super::{content, discovery, resource, respond, route::Route};
use crate::collector;
use crate::core::Core;
use crate::status::ApiError;
use crate::store::StoreError;

/// The API server as a tower service; it answers every request, errors included.
#[derive(Clone)]
pub struct ApiService {
    core: Arc<Core>,
    /// Ends with the last clone, and not before: a client alone must see deletions followed up.
    _collector: Arc<AbortOnDrop>,
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl ApiService {
    /// Starts to serve, and to follow deletions up.
    pub(crate) fn start(core: Arc<Core>) -> Self {
        let collector = tokio::spawn(collector::run(Arc::clone(&core)));
        Self { core, _collector: Arc::new(AbortOnDrop(collector)) }
    }

    /// Ends watches and the collector, and closes the store.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        self.core.closing.send_replace(true);
        self.core.continuations.clear();
        self.core.store.close()
    }
}

impl<B> Service<Request<B>> for ApiService
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
        let core = Arc::clone(&self.core);
        let entry = LogEntry::of(&request);
        async move {
            let response = answer(core, request).await.unwrap_or_else(|error| respond::status_response(&error));
            if let Some(entry) = entry {
                entry.write(response.status());
            }
            Ok(response)
        }
        .boxed()
    }
}

async fn answer<B>(core: Arc<Core>, request: Request<B>) -> Result<Response<ResponseBody>, ApiError>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::fmt::Display,
{
    let (parts, body) = request.into_parts();
    match Route::parse(parts.uri.path()) {
        Route::Resource(place) => {
            let body = content::collect(body).await?;
            resource::answer(core, place, parts, body).await
        }
        Route::Discovery(page) => discovery::answer(&core, page, &parts),
        Route::Unknown => Ok(respond::unknown_path()),
    }
}
