//! The health check, which hosts use as a ping.

use futures::{FutureExt, StreamExt, stream};
use openchoreo_proto::health::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus, health_server::Health,
};
use tonic::{Request, Response, Status, codegen::BoxStream};

use super::lifetime::Lifetime;

/// The name under which go-plugin asks.
const SERVICE: &str = "plugin";

/// Says that the plugin is up, until it ends.
#[derive(Debug)]
pub(super) struct Pulse(pub(super) Lifetime);

impl Pulse {
    /// The status of a service now; `None` for one that is not known.
    fn status(&self, service: &str) -> Option<ServingStatus> {
        let ending = self.0.ending().now_or_never().is_some();
        let status = if ending { ServingStatus::NotServing } else { ServingStatus::Serving };
        ["", SERVICE].contains(&service).then_some(status)
    }
}

fn answer(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse { status: status.into() }
}

#[tonic::async_trait]
impl Health for Pulse {
    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        let service = request.into_inner().service;
        let status = self.status(&service).ok_or_else(|| Status::not_found(format!("no service {service:?}")))?;
        Ok(Response::new(answer(status)))
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<BoxStream<HealthCheckResponse>>, Status> {
        let status = self.status(&request.into_inner().service).unwrap_or(ServingStatus::ServiceUnknown);
        let lifetime = self.0.clone();
        let end = stream::once(async move {
            lifetime.ending().await;
            Ok(answer(ServingStatus::NotServing))
        });
        Ok(Response::new(Box::pin(stream::once(async move { Ok(answer(status)) }).chain(end))))
    }
}
