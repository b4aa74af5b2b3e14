//! Organizations.

use crate::kind::Kind;

/// `openchoreo_organization`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_organization",
    kind: "Organization",
    noun: "organization",
    in_organization: false,
    protectable: true,
    credentials: &[],
    outputs: &[],
};
