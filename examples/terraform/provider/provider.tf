terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

# A kubeconfig with a context for the control plane.
provider "openchoreo" {
  config_path    = "~/.kube/config"
  config_context = "control-plane"
}

# The API server by its address, with a token from a command.
provider "openchoreo" {
  alias = "staging"

  host                   = "https://control-plane.staging.example:6443"
  cluster_ca_certificate = file("${path.module}/staging-ca.pem")
  wait_for_rollout       = true

  exec {
    api_version = "client.authentication.k8s.io/v1"
    command     = "aws"
    args        = ["eks", "get-token", "--cluster-name", "staging"]
  }
}
