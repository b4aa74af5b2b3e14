//! A provider of this library has no functions.

use openchoreo_proto::tfplugin6::get_functions::{Request, Response};

use super::{Diagnostics, Shared};

pub(in crate::server) async fn answer(_shared: &Shared, _request: Request) -> Result<Response, Diagnostics> {
    Ok(Response::default())
}
