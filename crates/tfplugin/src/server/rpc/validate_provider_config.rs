//! Checks the `provider` block.

use openchoreo_proto::tfplugin6::validate_provider_config::{Request, Response};

use super::{Diagnostics, Shared, from_proto, to_proto};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let config = from_proto::value(request.config, &shared.catalog().provider.ty)?;
    let diagnostics = shared.provider.validate(&config).await;
    Ok(Response { diagnostics: to_proto::diagnostics(diagnostics) })
}
