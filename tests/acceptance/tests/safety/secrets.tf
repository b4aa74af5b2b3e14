# A platform whose every secret is a canary. Each provider block gets the token in another way.

terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

# The token comes from KUBE_TOKEN.
provider "openchoreo" {}

# The token is in the kubeconfig.
provider "openchoreo" {
  alias       = "kubeconfig"
  config_path = "${path.module}/kubeconfig"
}

# The token is what the command prints.
provider "openchoreo" {
  alias                  = "exec"
  host                   = var.host
  cluster_ca_certificate = var.certificate

  exec {
    api_version = "client.authentication.k8s.io/v1"
    command     = "${path.module}/credentials.sh"
  }
}

variable "organization" {
  type = string
}

variable "host" {
  type = string
}

variable "certificate" {
  type = string
}

variable "token" {
  type      = string
  ephemeral = true
  sensitive = true
}

variable "kubeconfig" {
  type      = string
  ephemeral = true
  sensitive = true
}

variable "secret_version" {
  type    = number
  default = 1
}

resource "openchoreo_organization" "acme" {
  name         = var.organization
  display_name = "Acme ${var.secret_version}"
}

resource "openchoreo_data_plane" "by_token" {
  provider = openchoreo.kubeconfig

  organization = openchoreo_organization.acme.name
  name         = "by-token"

  cluster = {
    server         = var.host
    ca_certificate = var.certificate
    token_secret   = { name = "by-token", key = "token" }
  }

  token_wo         = var.token
  token_wo_version = var.secret_version
}

resource "openchoreo_data_plane" "by_kubeconfig" {
  provider = openchoreo.exec

  organization = openchoreo_organization.acme.name
  name         = "by-kubeconfig"

  cluster = {
    kubeconfig_secret = { name = "by-kubeconfig", key = "kubeconfig" }
  }

  kubeconfig_wo         = var.kubeconfig
  kubeconfig_wo_version = var.secret_version
}

resource "openchoreo_environment" "development" {
  organization = openchoreo_organization.acme.name
  name         = "development"
  data_planes  = [openchoreo_data_plane.by_token.name, openchoreo_data_plane.by_kubeconfig.name]
}

resource "openchoreo_deployment_pipeline" "standard" {
  organization    = openchoreo_organization.acme.name
  name            = "standard"
  promotion_paths = { (openchoreo_environment.development.name) = {} }
}

resource "openchoreo_project" "shop" {
  organization = openchoreo_organization.acme.name
  name         = "shop"
  pipeline     = openchoreo_deployment_pipeline.standard.name
}
