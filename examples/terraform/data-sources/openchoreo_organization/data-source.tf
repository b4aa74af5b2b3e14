data "openchoreo_organization" "acme" {
  name = "acme"
}

output "namespace" {
  value = data.openchoreo_organization.acme.namespace
}
