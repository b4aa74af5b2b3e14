//! Resources of this library have no identity apart from their state; a client takes an error here as fatal.

use openchoreo_proto::tfplugin6::get_resource_identity_schemas::{Request, Response};

use super::{Diagnostics, Shared};

pub(in crate::server) async fn answer(_shared: &Shared, _request: Request) -> Result<Response, Diagnostics> {
    Ok(Response::default())
}
