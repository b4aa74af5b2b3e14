//! The names of all that the provider has, without computing a schema.

use openchoreo_proto::tfplugin6::get_metadata::{DataSourceMetadata, Request, ResourceMetadata, Response};

use super::{Diagnostics, Shared, to_proto};

pub(in crate::server) async fn answer(shared: &Shared, _request: Request) -> Result<Response, Diagnostics> {
    let catalog = shared.catalog();
    let data_source = |name: &String| DataSourceMetadata { type_name: name.clone() };
    let resource = |name: &String| ResourceMetadata { type_name: name.clone() };
    Ok(Response {
        server_capabilities: to_proto::capabilities(),
        data_sources: catalog.data_sources.keys().map(data_source).collect(),
        resources: catalog.resources.keys().map(resource).collect(),
        ..Response::default()
    })
}
