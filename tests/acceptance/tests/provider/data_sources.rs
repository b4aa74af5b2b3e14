//! Objects that Terraform reads and does not manage.

use anyhow::Result;
use serde_json::json;

use crate::setup::{self, On, matrix};

matrix!(every_kind_is_read, an_object_that_does_not_exist_is_an_error,);

const READERS: &str = r#"
data "openchoreo_organization" "default" {
  name = "default"
}

data "openchoreo_data_plane" "local" {
  organization = data.openchoreo_organization.default.name
  name         = "local"
}

data "openchoreo_environment" "development" {
  organization = "default"
  name         = "development"
}

data "openchoreo_deployment_pipeline" "default" {
  organization = "default"
  name         = "default"
}

data "openchoreo_project" "default" {
  organization = "default"
  name         = "default"
}

data "openchoreo_component" "user_service" {
  organization = "default"
  name         = "user-service"
}

output "read" {
  value = {
    namespace   = data.openchoreo_organization.default.namespace
    ready       = data.openchoreo_data_plane.local.ready
    data_planes = data.openchoreo_environment.development.data_planes
    first       = keys(data.openchoreo_deployment_pipeline.default.promotion_paths)
    pipeline    = data.openchoreo_project.default.pipeline
    path        = data.openchoreo_component.user_service.endpoints["api"].path
    environment = keys(data.openchoreo_component.user_service.urls)
    accepted    = [for one in data.openchoreo_component.user_service.conditions : one.status if one.type == "Accepted"]
  }
}
"#;

async fn every_kind_is_read(on: On) -> Result<()> {
    let dev = on.start().await?;
    let kubectl = dev.kubectl()?;
    kubectl
        .run_with_input(&["apply", "--server-side", "-f", "-"], &setup::example("user-service.yaml")?)
        .await?
        .ok()?;
    kubectl.run(&["wait", "component/user-service", "--for=condition=Ready", "--timeout=60s"]).await?.ok()?;
    let terraform = on.terraform(READERS, &dev.kubeconfig()).await?;
    terraform.apply(&[]).await?.ok()?;
    let expected = json!({
        "namespace": "default", "ready": true, "data_planes": ["local"], "first": ["development"],
        "pipeline": "default", "path": "/api/v1", "environment": ["development"], "accepted": ["True"],
    });
    assert_eq!(terraform.state_json().await?["values"]["outputs"]["read"]["value"], expected);
    terraform.plan_is_empty().await
}

async fn an_object_that_does_not_exist_is_an_error(on: On) -> Result<()> {
    let dev = on.start().await?;
    let reader = "data \"openchoreo_project\" \"other\" {\n  organization = \"default\"\n  name = \"other\"\n}\n";
    let terraform = on.terraform(reader, &dev.kubeconfig()).await?;
    let output = terraform.plan(&[]).await?.failed()?;
    assert!(output.text().contains("default/other"), "{}", output.text());
    Ok(())
}
