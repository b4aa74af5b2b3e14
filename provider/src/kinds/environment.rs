//! Environments.

use openchoreo_compile::validate;

use crate::kind::Kind;

/// `openchoreo_environment`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_environment",
    kind: "Environment",
    subcategory: "Platform",
    noun: "environment",
    in_organization: true,
    protectable: true,
    credentials: &[],
    outputs: &[],
    validate: |name, specification| Ok(validate::environment(name, &serde_json::from_value(specification)?)),
};
