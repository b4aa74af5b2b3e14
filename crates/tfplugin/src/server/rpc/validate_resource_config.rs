//! Checks a resource's configuration.

use openchoreo_proto::tfplugin6::validate_resource_config::{Request, Response};

use super::{Diagnostics, Shared, from_proto, to_proto, write_only};
use crate::provider::ValidateRequest;

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let mut config = from_proto::value(request.config, &resource.shape().ty)?;
    let client = from_proto::client(request.client_capabilities);
    let mut diagnostics = write_only::unsupported(resource.shape(), &mut config, client);
    diagnostics.extend(resource.item.validate(ValidateRequest { config, client }).await);
    Ok(Response { diagnostics: to_proto::diagnostics(resource.shape().shown(diagnostics)) })
}
