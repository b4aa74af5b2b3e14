//! The add-ons whose kinds components compile to, and the definitions that their makers publish.

mod install;
mod modules;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub use install::{install, remove};
pub use modules::Modules;

/// An add-on: the Go module with its sources, and the files or directories in it that hold its definitions.
#[derive(Clone, Copy, Debug)]
pub struct Addon {
    /// The path of the module.
    pub module: &'static str,
    paths: &'static [&'static str],
}

impl Addon {
    const fn new(module: &'static str, paths: &'static [&'static str]) -> Self {
        Self { module, paths }
    }
}

/// The Gateway API's stable kinds and fields.
pub const GATEWAY_API: Addon = Addon::new("sigs.k8s.io/gateway-api", &["config/crd/standard"]);

/// The Gateway API with what may still change. It replaces [`GATEWAY_API`]: a cluster has one of the two.
pub const GATEWAY_API_EXPERIMENTAL: Addon = Addon::new("sigs.k8s.io/gateway-api", &["config/crd/experimental"]);

/// The Prometheus operator.
pub const PROMETHEUS_OPERATOR: Addon =
    Addon::new("github.com/prometheus-operator/prometheus-operator", &["example/prometheus-operator-crd"]);

/// All add-ons, the Gateway API in its standard channel.
pub const ADDONS: [Addon; 14] = [
    GATEWAY_API,
    Addon::new("github.com/argoproj/argo-cd/v3", &["manifests/crds"]),
    Addon::new("github.com/argoproj/argo-workflows/v3", &["manifests/base/crds/full"]),
    Addon::new("github.com/cert-manager/cert-manager", &["deploy/crds"]),
    Addon::new(
        "github.com/cilium/cilium",
        &["pkg/k8s/apis/cilium.io/client/crds/v2", "pkg/k8s/apis/cilium.io/client/crds/v2alpha1"],
    ),
    Addon::new("github.com/envoyproxy/gateway", &["charts/gateway-helm/charts/crds/crds/generated"]),
    Addon::new("github.com/external-secrets/external-secrets", &["config/crds/bases"]),
    Addon::new("github.com/fluxcd/helm-controller", &["config/crd/bases"]),
    Addon::new("github.com/fluxcd/kustomize-controller", &["config/crd/bases"]),
    Addon::new("github.com/fluxcd/notification-controller", &["config/crd/bases"]),
    Addon::new("github.com/fluxcd/source-controller", &["config/crd/bases"]),
    Addon::new("github.com/kedacore/keda/v2", &["config/crd/bases"]),
    PROMETHEUS_OPERATOR,
    Addon::new("istio.io/api", &["kubernetes/customresourcedefinitions.gen.yaml"]),
];

impl Modules {
    /// The definitions of an add-on.
    ///
    /// # Errors
    /// When there is none in one of its files or directories, or a file is not YAML.
    pub fn definitions(&self, addon: &Addon) -> Result<Vec<Value>> {
        let module = self.directory(addon.module)?;
        let mut all = Vec::new();
        for path in addon.paths {
            let found = definitions(&module.join(path))?;
            ensure!(!found.is_empty(), "{}/{path} holds no definition", addon.module);
            all.extend(found);
        }
        Ok(all)
    }
}

fn definitions(path: &Path) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for file in files(path).with_context(|| format!("read {}", path.display()))? {
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        let documents: Vec<Value> =
            serde_saphyr::from_multiple(&text).with_context(|| format!("parse {}", file.display()))?;
        all.extend(documents.into_iter().filter(|document| document["kind"] == "CustomResourceDefinition"));
    }
    Ok(all)
}

/// The file itself, or the YAML files of a directory.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}
