data "openchoreo_project" "shop" {
  organization = "acme"
  name         = "shop"
}

check "shop_is_ready" {
  assert {
    condition     = data.openchoreo_project.shop.ready
    error_message = "The shop's cells are not ready."
  }
}
