//! Objects that Terraform reads and does not manage.

use anyhow::Result;
use openchoreo_acceptance::{On, matrix};
use serde_json::json;

use crate::setup;

matrix!(every_kind_is_read, an_object_that_does_not_exist_is_an_error,);

const READERS: &str = r#"
data "openchoreo_organization" "acme" {
  name = var.organization
}

data "openchoreo_data_plane" "local" {
  organization = data.openchoreo_organization.acme.name
  name         = "local"
}

data "openchoreo_environment" "development" {
  organization = var.organization
  name         = "development"
}

data "openchoreo_deployment_pipeline" "default" {
  organization = var.organization
  name         = "default"
}

data "openchoreo_project" "default" {
  organization = var.organization
  name         = "default"
}

data "openchoreo_component" "user_service" {
  organization = var.organization
  name         = "user-service"
}

output "read" {
  value = {
    namespace   = data.openchoreo_organization.acme.namespace
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
    let platform = setup::furnished(on).await?;
    let kubectl = platform.kubectl()?;
    kubectl
        .run_with_input(&["apply", "--server-side", "-f", "-"], &setup::example("user-service.yaml")?)
        .await?
        .ok()?;
    kubectl.run(&["wait", "component/user-service", "--for=condition=Ready", "--timeout=60s"]).await?.ok()?;
    let terraform = setup::terraform(&platform, READERS).await?;
    terraform.apply(&[]).await?.ok()?;
    let expected = json!({
        "namespace": platform.organization(), "ready": true, "data_planes": ["local"], "first": ["development"],
        "pipeline": "default", "path": "/api/v1", "environment": ["development"], "accepted": ["True"],
    });
    assert_eq!(terraform.state_json().await?["values"]["outputs"]["read"]["value"], expected);
    terraform.plan_is_empty().await
}

async fn an_object_that_does_not_exist_is_an_error(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let reader = "data \"openchoreo_project\" \"other\" {\n  organization = var.organization\n  name = \"other\"\n}\n";
    let terraform = setup::terraform(&platform, reader).await?;
    let output = terraform.plan(&[]).await?.failed()?;
    assert!(output.text().contains(&format!("{}/other", platform.organization())), "{}", output.text());
    Ok(())
}
