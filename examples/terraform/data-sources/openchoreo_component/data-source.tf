data "openchoreo_component" "orders" {
  organization = "acme"
  name         = "orders"
}

output "orders_url" {
  value = data.openchoreo_component.orders.urls["production"]["api"]
}
