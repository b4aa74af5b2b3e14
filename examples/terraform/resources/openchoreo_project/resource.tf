resource "openchoreo_project" "shop" {
  organization = openchoreo_organization.acme.name
  name         = "shop"
  pipeline     = openchoreo_deployment_pipeline.standard.name
  display_name = "Web shop"
}
