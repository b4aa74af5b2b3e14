//! The service that carries what a plugin writes. This one writes nothing but its handshake and its log.

use futures::{StreamExt, stream};
use openchoreo_proto::plugin::{StdioData, grpc_stdio_server::GrpcStdio};
use tonic::{Request, Response, Status, codegen::BoxStream};

use super::lifetime::Lifetime;

/// A stream that stays silent until the end.
#[derive(Debug)]
pub(super) struct Silence(pub(super) Lifetime);

#[tonic::async_trait]
impl GrpcStdio for Silence {
    async fn stream_stdio(&self, _request: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let lifetime = self.0.clone();
        Ok(Response::new(Box::pin(stream::pending().take_until(async move { lifetime.ending().await }))))
    }
}
