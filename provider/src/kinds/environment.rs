//! Environments.

use crate::kind::Kind;

/// `openchoreo_environment`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_environment",
    kind: "Environment",
    noun: "environment",
    in_organization: true,
    protectable: true,
    credentials: &[],
    outputs: &[],
};
