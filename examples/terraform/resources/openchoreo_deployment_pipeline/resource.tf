resource "openchoreo_deployment_pipeline" "standard" {
  organization = openchoreo_organization.acme.name
  name         = "standard"

  # By the environment that releases leave from, then by the environment that they go to.
  promotion_paths = {
    (openchoreo_environment.development.name) = {
      targets = {
        (openchoreo_environment.production.name) = {
          requires_approval = true
          soak              = "24h"
        }
      }
    }
  }
}
