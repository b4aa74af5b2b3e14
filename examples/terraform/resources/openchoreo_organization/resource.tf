resource "openchoreo_organization" "acme" {
  name                = "acme"
  display_name        = "Acme Corporation"
  description         = "Everything that Acme runs."
  deletion_protection = true
}
