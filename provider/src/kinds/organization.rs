//! Organizations.

use openchoreo_compile::validate;

use crate::kind::Kind;

/// `openchoreo_organization`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_organization",
    kind: "Organization",
    subcategory: "Platform",
    noun: "organization",
    in_organization: false,
    protectable: true,
    credentials: &[],
    outputs: &[],
    validate: |name, specification| Ok(validate::organization(name, &serde_json::from_value(specification)?)),
};
