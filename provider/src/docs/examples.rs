//! The examples that the documentation shows.

use crate::kind::Kind;

/// The provider's example.
pub(super) const PROVIDER: &str = include_str!("../../../examples/terraform/provider/provider.tf");

/// The examples of a kind.
#[derive(Clone, Copy)]
pub(super) struct Example {
    pub(super) resource: &'static str,
    pub(super) import: &'static str,
    pub(super) data_source: &'static str,
}

macro_rules! example {
    ($name:literal) => {
        Example {
            resource: include_str!(concat!("../../../examples/terraform/resources/", $name, "/resource.tf")),
            import: include_str!(concat!("../../../examples/terraform/resources/", $name, "/import.sh")),
            data_source: include_str!(concat!("../../../examples/terraform/data-sources/", $name, "/data-source.tf")),
        }
    };
}

const EXAMPLES: [(&str, Example); 6] = [
    ("openchoreo_organization", example!("openchoreo_organization")),
    ("openchoreo_data_plane", example!("openchoreo_data_plane")),
    ("openchoreo_environment", example!("openchoreo_environment")),
    ("openchoreo_deployment_pipeline", example!("openchoreo_deployment_pipeline")),
    ("openchoreo_project", example!("openchoreo_project")),
    ("openchoreo_component", example!("openchoreo_component")),
];

/// The examples of a kind.
pub(super) fn of(kind: &Kind) -> Example {
    let found = EXAMPLES.iter().find(|(name, _)| *name == kind.type_name);
    found.map(|(_, example)| *example).expect("every kind has examples, as a test shows")
}
