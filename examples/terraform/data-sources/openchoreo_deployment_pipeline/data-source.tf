data "openchoreo_deployment_pipeline" "standard" {
  organization = "acme"
  name         = "standard"
}

output "first_environments" {
  value = keys(data.openchoreo_deployment_pipeline.standard.promotion_paths)
}
