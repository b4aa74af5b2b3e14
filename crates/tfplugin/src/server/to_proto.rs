//! From the provider's words to the wire's.

mod schema;

use openchoreo_proto::tfplugin6::{self, attribute_path, diagnostic};

pub(super) use self::schema::schema;
use crate::{
    codec::msgpack,
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Severity, Step},
    value::{Type, Value},
};

/// A value of a type.
pub(super) fn value(value: &Value, ty: &Type) -> Option<tfplugin6::DynamicValue> {
    Some(tfplugin6::DynamicValue { msgpack: msgpack::encode(value, ty), json: Vec::new() })
}

/// Messages for the user.
pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<tfplugin6::Diagnostic> {
    diagnostics.into_iter().map(message).collect()
}

/// A place in a value.
pub(super) fn path(path: AttributePath) -> tfplugin6::AttributePath {
    tfplugin6::AttributePath { steps: path.0.into_iter().map(step).collect() }
}

/// What the provider as a whole can do beyond the base protocol.
pub(super) fn capabilities() -> Option<tfplugin6::ServerCapabilities> {
    Some(tfplugin6::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: false,
        generate_resource_config: false,
    })
}

fn message(message: Diagnostic) -> tfplugin6::Diagnostic {
    let severity = match message.severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
    };
    tfplugin6::Diagnostic {
        severity: severity.into(),
        summary: message.summary,
        detail: message.detail,
        // A path without steps is the whole, which has no place of its own.
        attribute: message.path.filter(|path| !path.0.is_empty()).map(path),
    }
}

fn step(step: Step) -> attribute_path::Step {
    use attribute_path::step::Selector;

    let selector = match step {
        Step::Attribute(name) => Selector::AttributeName(name),
        Step::Key(key) => Selector::ElementKeyString(key),
        Step::Index(index) => Selector::ElementKeyInt(index),
    };
    attribute_path::Step { selector: Some(selector) }
}
