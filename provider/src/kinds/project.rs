//! Projects.

use openchoreo_compile::validate;

use crate::kind::Kind;

/// `openchoreo_project`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_project",
    kind: "Project",
    subcategory: "Applications",
    noun: "project",
    in_organization: true,
    protectable: false,
    credentials: &[],
    outputs: &[],
    validate: |name, specification| Ok(validate::project(name, &serde_json::from_value(specification)?)),
};
