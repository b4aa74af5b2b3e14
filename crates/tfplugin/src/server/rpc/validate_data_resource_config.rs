//! Checks a data source's configuration.

use openchoreo_proto::tfplugin6::validate_data_resource_config::{Request, Response};

use super::{Diagnostics, Shared, from_proto, to_proto};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let source = shared.catalog().data_source(&request.type_name)?;
    let config = from_proto::value(request.config, &source.shape().ty)?;
    let diagnostics = source.item.validate(&config).await;
    Ok(Response { diagnostics: to_proto::diagnostics(diagnostics) })
}
