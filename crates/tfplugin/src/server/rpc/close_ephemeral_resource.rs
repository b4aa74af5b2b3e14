//! A provider of this library has no ephemeral resources.

use openchoreo_proto::tfplugin6::close_ephemeral_resource::{Request, Response};

use super::{Diagnostics, Shared, no_ephemeral_resource};

pub(in crate::server) async fn answer(_shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    Err(no_ephemeral_resource(&request.type_name))
}
