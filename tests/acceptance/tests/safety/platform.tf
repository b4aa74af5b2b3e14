# A platform of every kind, with components that call each other in a ring.

terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

provider "openchoreo" {}

variable "organization" {
  type = string
}

locals {
  calls = { a = "b", b = "c", c = "d", d = "e", e = "f", f = "a" }
}

resource "openchoreo_organization" "acme" {
  name = var.organization
}

resource "openchoreo_data_plane" "local" {
  organization = openchoreo_organization.acme.name
  name         = "local"
}

resource "openchoreo_environment" "environment" {
  for_each = { development = false, production = true }

  organization = openchoreo_organization.acme.name
  name         = each.key
  production   = each.value
  data_planes  = [openchoreo_data_plane.local.name]
}

resource "openchoreo_deployment_pipeline" "standard" {
  organization = openchoreo_organization.acme.name
  name         = "standard"

  promotion_paths = {
    (openchoreo_environment.environment["development"].name) = {
      targets = { (openchoreo_environment.environment["production"].name) = {} }
    }
  }
}

resource "openchoreo_project" "shop" {
  organization = openchoreo_organization.acme.name
  name         = "shop"
  pipeline     = openchoreo_deployment_pipeline.standard.name
}

resource "openchoreo_component" "component" {
  for_each = local.calls

  organization = openchoreo_organization.acme.name
  project      = openchoreo_project.shop.name
  name         = each.key
  type         = "service"
  image        = "registry.acme.example/${each.key}:1"
  endpoints    = { api = { port = 8080 } }
  connections  = { next = { component = each.value } }
}
