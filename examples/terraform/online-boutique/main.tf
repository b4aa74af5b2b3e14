# Google's microservices demo: ten services and a Redis, in three environments on two data planes.

terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

# The control plane comes from KUBECONFIG, KUBE_CONFIG_PATH or the attributes of this block.
provider "openchoreo" {}

resource "openchoreo_component" "service" {
  for_each = local.services

  organization = openchoreo_organization.boutique.name
  project      = openchoreo_project.shop.name
  name         = each.key
  type         = each.value.type
  runtime      = each.value.runtime
  image        = each.value.image
  args         = each.value.args
  env          = each.value.env
  endpoints    = each.value.endpoints
  connections  = each.value.connections
  resources    = each.value.resources
  probes       = each.value.probes
}
