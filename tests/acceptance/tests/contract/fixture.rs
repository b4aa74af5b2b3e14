//! A namespace and a custom resource of one test's own, on either server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use openchoreo_acceptance::{ControlPlane, Wire};
use serde_json::{Value, json};

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// How long a server may take for what it does in the background; a limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One test's part of a control plane.
pub(crate) struct Fixture {
    pub(crate) plane: ControlPlane,
    pub(crate) wire: Wire,
    /// A namespace of this test's own.
    pub(crate) namespace: String,
    /// An API group of this test's own.
    pub(crate) group: String,
}

impl Fixture {
    pub(crate) async fn new(plane: ControlPlane) -> Result<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let namespace = format!("test-{number}");
        let wire = plane.wire();
        wire.post("/api/v1/namespaces", &json!({ "metadata": { "name": namespace } })).await?.ok()?;
        Ok(Self { wire, plane, group: format!("{namespace}.example.com"), namespace })
    }

    /// The path of a core resource in the namespace, for example `configmaps` or `configmaps/name`.
    pub(crate) fn core(&self, resource: &str) -> String {
        format!("/api/v1/namespaces/{}/{resource}", self.namespace)
    }

    /// The path of a resource of a named group in the namespace, for example `apps/v1`, `deployments`.
    pub(crate) fn in_group(&self, group_version: &str, resource: &str) -> String {
        format!("/apis/{group_version}/namespaces/{}/{resource}", self.namespace)
    }

    /// The path of widgets in the namespace: empty for the collection, `/name` or `?parameter` after it.
    pub(crate) fn widgets(&self, rest: &str) -> String {
        self.in_group(&format!("{}/v1", self.group), &format!("widgets{rest}"))
    }

    /// A widget with the specification given.
    pub(crate) fn widget(&self, name: &str, spec: Value) -> Value {
        json!({
            "apiVersion": format!("{}/v1", self.group),
            "kind": "Widget",
            "metadata": { "name": name },
            "spec": spec,
        })
    }

    /// The definition of widgets: every feature of structural schemas that the platform's kinds use.
    pub(crate) fn definition(&self) -> Result<Value> {
        Ok(serde_saphyr::from_str(&include_str!("widget.yaml").replace("GROUP", &self.group))?)
    }

    /// Installs the definition of widgets and waits until they are served.
    pub(crate) async fn install_widgets(&self) -> Result<()> {
        self.wire.post(DEFINITIONS, &self.definition()?).await?.ok()?;
        self.until_served(&self.widgets("")).await
    }

    /// Waits until a collection can be listed.
    pub(crate) async fn until_served(&self, path: &str) -> Result<()> {
        self.until(path, |body| body["items"].is_array()).await.map(drop)
    }

    /// Reads a path until what it answers, error or not, is as wanted.
    pub(crate) async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let mut last = Value::Null;
        let polled = tokio::time::timeout(PATIENCE, async {
            loop {
                last = self.wire.get(path).await?.body;
                if wanted(&last) {
                    return anyhow::Ok(last.clone());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        match polled.await {
            Ok(answer) => answer,
            Err(_) => bail!("{path} still answers {last}"),
        }
    }
}

/// The path of CustomResourceDefinitions.
pub(crate) const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// Makes two tests of each function: one on the embedded server, one on the real one. `with [TOOL]:` before the
/// names says what they need.
macro_rules! contract {
    (with $tools:tt: $($name:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                if !openchoreo_acceptance::at_hand(&$tools) {
                    return Ok(());
                }
                let plane = openchoreo_acceptance::ControlPlane::embedded().await?;
                super::$name(crate::fixture::Fixture::new(plane).await?).await
            })*
        }

        mod real {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                let is_there = openchoreo_acceptance::at_hand(&$tools);
                if !is_there || !openchoreo_acceptance::Extent::Api.at_hand() {
                    return Ok(());
                }
                let plane = openchoreo_acceptance::ControlPlane::real().await?;
                super::$name(crate::fixture::Fixture::new(plane).await?).await
            })*
        }
    };
    ($($name:ident),* $(,)?) => {
        contract!(with []: $($name),*);
    };
}
pub(crate) use contract;
