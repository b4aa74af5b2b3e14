//! `kubectl explain`: the fields and their types, from the OpenAPI documents.

use anyhow::{Context, Result};
use openchoreo_acceptance::{ControlPlane, Extent, Kubectl, at_hand};
use serde_json::json;
use xtask::tools::Tool;

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(with [xtask::tools::Tool::Kubectl]: a_custom_resource_is_explained_with_its_descriptions);

/// The built-in kinds, as `kubectl explain` names them.
const KINDS: [(&str, &str); 28] = [
    ("v1", "namespaces"),
    ("v1", "services"),
    ("v1", "serviceaccounts"),
    ("v1", "configmaps"),
    ("v1", "secrets"),
    ("v1", "events"),
    ("v1", "pods"),
    ("v1", "nodes"),
    ("v1", "persistentvolumeclaims"),
    ("v1", "endpoints"),
    ("apps/v1", "deployments"),
    ("apps/v1", "replicasets"),
    ("apps/v1", "statefulsets"),
    ("apps/v1", "daemonsets"),
    ("batch/v1", "jobs"),
    ("batch/v1", "cronjobs"),
    ("autoscaling/v2", "horizontalpodautoscalers"),
    ("policy/v1", "poddisruptionbudgets"),
    ("networking.k8s.io/v1", "networkpolicies"),
    ("networking.k8s.io/v1", "ingresses"),
    ("discovery.k8s.io/v1", "endpointslices"),
    ("coordination.k8s.io/v1", "leases"),
    ("events.k8s.io/v1", "events"),
    ("rbac.authorization.k8s.io/v1", "roles"),
    ("rbac.authorization.k8s.io/v1", "rolebindings"),
    ("rbac.authorization.k8s.io/v1", "clusterroles"),
    ("rbac.authorization.k8s.io/v1", "clusterrolebindings"),
    ("apiextensions.k8s.io/v1", "customresourcedefinitions"),
];

/// The lines that show fields: name, type and whether it is required, indented by depth. Enumerations and descriptions
/// are left out.
async fn fields(kubectl: &Kubectl, api_version: &str, path: &str) -> Result<Vec<String>> {
    let version = format!("--api-version={api_version}");
    let output = kubectl.run(&["explain", path, "--recursive", &version]).await?.ok()?;
    let (_, listed) = output.stdout.split_once("FIELDS:\n").with_context(|| format!("no fields of {path}"))?;
    Ok(listed.lines().filter(|line| line.contains("\t<")).map(str::to_owned).collect())
}

#[tokio::test]
async fn every_built_in_kind_has_the_fields_and_types_that_kubernetes_shows() -> Result<()> {
    if !Extent::Api.at_hand() || !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    let (embedded, real) = (ControlPlane::embedded().await?, ControlPlane::real().await?);
    let (embedded, real) = (embedded.kubectl()?, real.kubectl()?);
    for (api_version, plural) in KINDS {
        let (found, expected) =
            tokio::try_join!(fields(&embedded, api_version, plural), fields(&real, api_version, plural))?;
        assert!(expected.len() > 5, "{plural}");
        let missing: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{api_version} {plural}");
        assert_eq!(found, expected, "{api_version} {plural}");
    }
    Ok(())
}

async fn a_custom_resource_is_explained_with_its_descriptions(test: Fixture) -> Result<()> {
    let mut definition = test.definition()?;
    let fields = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";
    let spec = definition.pointer_mut(fields).context("no spec")?;
    spec["description"] = json!("What the widget should be.");
    spec["properties"]["size"]["description"] = json!("How large it is.");
    test.wire.post(DEFINITIONS, &definition).await?.ok()?;
    test.until_served(&test.widgets("")).await?;
    let document = format!("/openapi/v3/apis/{}/v1", test.group);
    test.until(&document, |body| body["paths"].is_object()).await?;
    let kubectl = test.plane.kubectl()?;
    let version = format!("--api-version={}/v1", test.group);
    let shown = kubectl.run(&["explain", "widgets.spec", &version]).await?.ok()?.stdout;
    for expected in [
        "KIND:       Widget",
        "FIELD: spec <Object>",
        "    What the widget should be.",
        "  size\t<integer> -required-\n    How large it is.",
        "  options\t<Object>",
    ] {
        assert!(shown.contains(expected), "{expected:?} in\n{shown}");
    }
    Ok(())
}
