//! Finds an existing object.

use openchoreo_proto::tfplugin6::import_resource_state::{ImportedResource, Request, Response};

use super::{Diagnostic, Diagnostics, Shared, contract, to_proto, write_only};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let shape = resource.shape();
    if request.id.is_empty() {
        return Err(no_id(&request.type_name));
    }
    let response = resource.item.import(&request.id).await;
    let state = write_only::stripped(shape, response.state);
    let mut diagnostics = response.diagnostics;
    if !diagnostics.has_error() {
        diagnostics.extend(if state.is_null() { absent(&request).into() } else { contract::import(shape, &state) });
    }
    if diagnostics.has_error() {
        return Err(diagnostics);
    }
    let imported = ImportedResource {
        type_name: request.type_name,
        state: to_proto::value(&state, &shape.ty),
        private: response.private,
        identity: None,
    };
    Ok(Response { imported_resources: vec![imported], diagnostics: to_proto::diagnostics(diagnostics), deferred: None })
}

fn no_id(name: &str) -> Diagnostics {
    let detail = format!("{name} is imported by an id; it has no identity to be imported by. Set `id`.");
    Diagnostic::error("An import needs an id", detail).into()
}

fn absent(request: &Request) -> Diagnostic {
    Diagnostic::error(
        "There is nothing to import",
        format!("No object of type {} has the id {:?}.", request.type_name, request.id),
    )
}
