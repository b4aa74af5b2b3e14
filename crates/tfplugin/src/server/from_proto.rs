//! From the wire's words to the provider's.

use openchoreo_proto::tfplugin6;

use crate::{
    codec::{DecodeError, json, msgpack},
    diagnostic::{Diagnostic, Diagnostics},
    provider::ClientCapabilities,
    value::{Type, Value},
};

/// A value of a type. A value that was not sent is null.
pub(super) fn value(value: Option<tfplugin6::DynamicValue>, ty: &Type) -> Result<Value, Diagnostics> {
    let Some(value) = value else { return Ok(Value::Null) };
    let decoded = match (&*value.msgpack, &*value.json) {
        ([], []) => return Ok(Value::Null),
        ([], json) => json::decode(json, ty),
        (msgpack, _) => msgpack::decode(msgpack, ty),
    };
    decoded.map_err(|error| malformed("Terraform sent a value that does not fit the provider's schema", error).into())
}

/// The error for a value that cannot be read.
pub(super) fn malformed(summary: &str, error: DecodeError) -> Diagnostic {
    Diagnostic::error(summary, format!("{error}.")).at(error.path)
}

/// What the client can do. One that does not say can do nothing beyond the base protocol.
pub(super) fn client(capabilities: Option<tfplugin6::ClientCapabilities>) -> ClientCapabilities {
    let capabilities = capabilities.unwrap_or_default();
    ClientCapabilities {
        write_only_attributes: capabilities.write_only_attributes_allowed,
        deferral: capabilities.deferral_allowed,
    }
}
