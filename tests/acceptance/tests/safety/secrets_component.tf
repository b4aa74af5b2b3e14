
resource "openchoreo_component" "orders" {
  organization     = openchoreo_organization.acme.name
  project          = openchoreo_project.shop.name
  name             = "orders"
  type             = "service"
  endpoints        = { api = { port = 8080 } }
  secret_env       = { DATABASE_PASSWORD = { name = "database", key = "password" } }
  wait_for_rollout = true
}
