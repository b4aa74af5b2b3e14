resource "openchoreo_environment" "development" {
  organization = openchoreo_organization.acme.name
  name         = "development"
  data_planes  = [openchoreo_data_plane.local.name]

  limits = {
    max_replicas = 3
    memory       = "1Gi"
  }
}

resource "openchoreo_environment" "production" {
  organization        = openchoreo_organization.acme.name
  name                = "production"
  data_planes         = [openchoreo_data_plane.production.name]
  production          = true
  dns_prefix          = "www"
  deletion_protection = true
}
