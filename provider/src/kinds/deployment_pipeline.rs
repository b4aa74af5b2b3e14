//! Deployment pipelines.

use crate::kind::Kind;

/// `openchoreo_deployment_pipeline`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_deployment_pipeline",
    kind: "DeploymentPipeline",
    noun: "deployment pipeline",
    in_organization: true,
    protectable: false,
    credentials: &[],
    outputs: &[],
};
