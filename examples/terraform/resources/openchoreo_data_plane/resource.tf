# The cluster that the control plane itself runs on.
resource "openchoreo_data_plane" "local" {
  organization = openchoreo_organization.acme.name
  name         = "local"
  registry     = "registry.acme.example"
}

# Another cluster. The kubeconfig goes into a Secret and into no state; the ephemeral value needs Terraform 1.11.
variable "production_kubeconfig" {
  description = "Kubeconfig of the production cluster."
  type        = string
  ephemeral   = true
  sensitive   = true
}

resource "openchoreo_data_plane" "production" {
  organization = openchoreo_organization.acme.name
  name         = "production"
  registry     = "registry.acme.example"

  cluster = {
    kubeconfig_secret = {
      name = "production-kubeconfig"
      key  = "kubeconfig"
    }
  }

  kubeconfig_wo         = var.production_kubeconfig
  kubeconfig_wo_version = 1

  gateway = {
    public_host       = "apps.acme.example"
    organization_host = "internal.acme.example"
  }

  metrics = {
    peers = [{
      namespace  = "observability"
      pod_labels = { "app.kubernetes.io/name" = "prometheus" }
    }]
  }
}
