//! Resources of this library take no other type's state over.

use openchoreo_proto::tfplugin6::move_resource_state::{Request, Response};

use super::{Diagnostic, Diagnostics, Shared};

pub(in crate::server) async fn answer(_shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let Request { source_type_name: source, source_provider_address: provider, target_type_name: target, .. } = request;
    Err(Diagnostic::error(
        "The resource cannot be moved",
        format!(
            "{target} does not take over the state of {source} of provider {provider}. Instead of a `moved` block, \
             write a `removed` block for the old resource and an `import` block for the new one."
        ),
    )
    .into())
}
