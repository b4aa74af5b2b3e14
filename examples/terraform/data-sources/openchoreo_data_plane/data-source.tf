data "openchoreo_data_plane" "production" {
  organization = "acme"
  name         = "production"
}

output "registry" {
  value = data.openchoreo_data_plane.production.registry
}
