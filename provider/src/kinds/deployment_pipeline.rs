//! Deployment pipelines.

use openchoreo_compile::validate;

use crate::kind::Kind;

/// `openchoreo_deployment_pipeline`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_deployment_pipeline",
    kind: "DeploymentPipeline",
    subcategory: "Platform",
    noun: "deployment pipeline",
    in_organization: true,
    protectable: false,
    credentials: &[],
    outputs: &[],
    validate: |name, specification| Ok(validate::pipeline(name, &serde_json::from_value(specification)?)),
};
