data "openchoreo_environment" "production" {
  organization = "acme"
  name         = "production"
}

output "data_planes" {
  value = data.openchoreo_environment.production.data_planes
}
