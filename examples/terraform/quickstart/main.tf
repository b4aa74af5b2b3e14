# One service in the organization, project and environment that `openchoreo dev` starts with.

terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

# The control plane comes from KUBECONFIG, KUBE_CONFIG_PATH or the attributes of this block.
provider "openchoreo" {}

resource "openchoreo_component" "greeter" {
  organization = "default"
  name         = "greeter"
  type         = "service"
  runtime      = "go"
  image        = "ghcr.io/openchoreo/samples/greeter-service:latest"

  endpoints = {
    api = {
      port       = 9090
      path       = "/greeter"
      type       = "REST"
      visibility = ["public"]
    }
  }
}

output "url" {
  description = "Where the service is reached, by environment and endpoint."
  value       = openchoreo_component.greeter.urls
}
