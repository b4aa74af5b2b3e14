//! The methods of the protocol, one in each module.

pub(super) mod apply_resource_change;
pub(super) mod call_function;
pub(super) mod close_ephemeral_resource;
pub(super) mod configure_provider;
pub(super) mod get_functions;
pub(super) mod get_metadata;
pub(super) mod get_provider_schema;
pub(super) mod get_resource_identity_schemas;
pub(super) mod import_resource_state;
pub(super) mod move_resource_state;
pub(super) mod open_ephemeral_resource;
pub(super) mod plan_resource_change;
pub(super) mod read_data_source;
pub(super) mod read_resource;
pub(super) mod renew_ephemeral_resource;
pub(super) mod stop_provider;
pub(super) mod upgrade_resource_state;
pub(super) mod validate_data_resource_config;
pub(super) mod validate_ephemeral_resource_config;
pub(super) mod validate_provider_config;
pub(super) mod validate_resource_config;

use openchoreo_proto::tfplugin6;

use super::{Answer, Shared, catalog, contract, from_proto, guard, to_proto, write_only};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Answers that say what went wrong in a list of diagnostics.
macro_rules! answers_with_diagnostics {
    ($($method:ident),+ $(,)?) => {
        $(impl Answer for tfplugin6::$method::Response {
            fn failed(diagnostics: Diagnostics) -> Self {
                let mut answer = Self::default();
                answer.diagnostics = to_proto::diagnostics(diagnostics);
                answer
            }
        })+
    };
}

answers_with_diagnostics!(
    apply_resource_change,
    close_ephemeral_resource,
    configure_provider,
    get_functions,
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    import_resource_state,
    move_resource_state,
    open_ephemeral_resource,
    plan_resource_change,
    read_data_source,
    read_resource,
    renew_ephemeral_resource,
    upgrade_resource_state,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    validate_provider_config,
    validate_resource_config,
);

/// The answer to all calls about ephemeral resources.
fn no_ephemeral_resource(name: &str) -> Diagnostics {
    Diagnostic::error("Unknown ephemeral resource", format!("This provider has no ephemeral resource {name:?}.")).into()
}
