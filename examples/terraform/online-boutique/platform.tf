# What the platform team provides: an organization, two clusters, three environments and the way between them.

resource "openchoreo_organization" "boutique" {
  name         = "boutique"
  display_name = "Online Boutique"
}

resource "openchoreo_data_plane" "plane" {
  for_each = local.data_planes

  organization = openchoreo_organization.boutique.name
  name         = each.key
  registry     = "registry.boutique.example"

  gateway = {
    public_host       = each.value.public_host
    organization_host = each.value.organization_host
  }
}

resource "openchoreo_environment" "environment" {
  for_each = local.environments

  organization = openchoreo_organization.boutique.name
  name         = each.key
  production   = each.value.production
  data_planes  = [openchoreo_data_plane.plane[each.value.data_plane].name]
}

resource "openchoreo_deployment_pipeline" "standard" {
  organization = openchoreo_organization.boutique.name
  name         = "standard"

  promotion_paths = {
    (openchoreo_environment.environment["development"].name) = {
      targets = { (openchoreo_environment.environment["staging"].name) = {} }
    }
    (openchoreo_environment.environment["staging"].name) = {
      targets = { (openchoreo_environment.environment["production"].name) = { requires_approval = true } }
    }
  }
}

resource "openchoreo_project" "shop" {
  organization = openchoreo_organization.boutique.name
  name         = "shop"
  pipeline     = openchoreo_deployment_pipeline.standard.name
}

locals {
  data_planes = {
    nonprod = { public_host = "nonprod.boutique.example", organization_host = "nonprod.boutique.internal" }
    prod    = { public_host = "boutique.example", organization_host = "boutique.internal" }
  }

  environments = {
    development = { data_plane = "nonprod", production = false }
    staging     = { data_plane = "nonprod", production = false }
    production  = { data_plane = "prod", production = true }
  }
}
