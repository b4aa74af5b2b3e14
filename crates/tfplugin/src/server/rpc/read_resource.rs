//! Refreshes a state.

use openchoreo_proto::tfplugin6::read_resource::{Request, Response};

use super::{Diagnostics, Shared, contract, from_proto, to_proto, write_only};
use crate::provider::ReadRequest;

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let shape = resource.shape();
    let state = from_proto::value(request.current_state.clone(), &shape.ty)?;
    let response = resource.item.read(ReadRequest { state, private: request.private.clone() }).await;
    let mut diagnostics = response.diagnostics;
    let state = write_only::stripped(shape, response.state);
    if !diagnostics.has_error() {
        diagnostics.extend(contract::read(shape, &state));
    }
    let failed = diagnostics.has_error();
    let (new_state, private) = match failed {
        // What is stored stays as it is.
        true => (request.current_state, request.private),
        false => (to_proto::value(&state, &shape.ty), response.private),
    };
    Ok(Response { new_state, private, diagnostics: to_proto::diagnostics(diagnostics), ..Response::default() })
}
