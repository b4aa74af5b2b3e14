//! Reads a data source.

use openchoreo_proto::tfplugin6::read_data_source::{Request, Response};

use super::{Diagnostics, Shared, contract, from_proto, to_proto};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let source = shared.catalog().data_source(&request.type_name)?;
    let shape = source.shape();
    let config = from_proto::value(request.config, &shape.ty)?;
    let (state, mut diagnostics) = source.item.read(config).await;
    if !diagnostics.has_error() {
        diagnostics.extend(contract::read(shape, &state));
    }
    if diagnostics.has_error() {
        return Err(diagnostics);
    }
    Ok(Response {
        state: to_proto::value(&state, &shape.ty),
        diagnostics: to_proto::diagnostics(diagnostics),
        deferred: None,
    })
}
