//! Hands the `provider` block over.

use openchoreo_proto::tfplugin6::configure_provider::{Request, Response};

use super::{Diagnostics, Shared, from_proto, to_proto};
use crate::provider::ConfigureRequest;

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let request = ConfigureRequest {
        config: from_proto::value(request.config, &shared.catalog().provider.ty)?,
        terraform_version: request.terraform_version,
        client: from_proto::client(request.client_capabilities),
    };
    let diagnostics = shared.provider.configure(request).await;
    Ok(Response { diagnostics: to_proto::diagnostics(diagnostics) })
}
