//! The service by which the host ends the plugin.

use openchoreo_proto::plugin::{Empty, grpc_controller_server::GrpcController};
use tonic::{Request, Response, Status};

use super::lifetime::Lifetime;

/// Ends the process on request.
#[derive(Debug)]
pub(super) struct Controller(pub(super) Lifetime);

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.0.end();
        Ok(Response::new(Empty {}))
    }
}
