//! All schemas.

use openchoreo_proto::tfplugin6::get_provider_schema::{Request, Response};

use super::{Diagnostics, Shared, contract, to_proto};

pub(in crate::server) async fn answer(shared: &Shared, _request: Request) -> Result<Response, Diagnostics> {
    let catalog = shared.catalog();
    let resources = || catalog.resources.iter().map(|(name, entry)| (name, &entry.shape().schema));
    let data_sources = || catalog.data_sources.iter().map(|(name, entry)| (name, &entry.shape().schema));
    let provider = &catalog.provider.schema;
    let mut diagnostics = contract::schema("the provider", provider);
    diagnostics.extend(resources().flat_map(|(name, schema)| contract::schema(name, schema)));
    diagnostics.extend(data_sources().flat_map(|(name, schema)| contract::schema(name, schema)));
    Ok(Response {
        provider: Some(to_proto::schema(provider)),
        resource_schemas: resources().map(|(name, schema)| (name.clone(), to_proto::schema(schema))).collect(),
        data_source_schemas: data_sources().map(|(name, schema)| (name.clone(), to_proto::schema(schema))).collect(),
        diagnostics: to_proto::diagnostics(diagnostics),
        server_capabilities: to_proto::capabilities(),
        ..Response::default()
    })
}
