//! Data planes.

use openchoreo_compile::validate;

use crate::kind::{Credential, Kind};

/// `openchoreo_data_plane`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_data_plane",
    kind: "DataPlane",
    subcategory: "Platform",
    noun: "data plane",
    in_organization: true,
    protectable: false,
    credentials: &[
        Credential {
            attribute: "kubeconfig_wo",
            version: "kubeconfig_wo_version",
            secret: ["cluster", "kubeconfig_secret"],
            description: "Kubeconfig of the cluster",
        },
        Credential {
            attribute: "token_wo",
            version: "token_wo_version",
            secret: ["cluster", "token_secret"],
            description: "Bearer token for the cluster's API server",
        },
    ],
    outputs: &[],
    validate: |name, specification| Ok(validate::data_plane(name, &serde_json::from_value(specification)?)),
};
