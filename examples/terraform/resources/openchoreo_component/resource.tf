resource "openchoreo_component" "orders" {
  organization = openchoreo_organization.acme.name
  project      = openchoreo_project.shop.name
  name         = "orders"
  type         = "service"
  runtime      = "go"
  image        = "registry.acme.example/acme/orders:1.4.2"

  env = {
    LOG_LEVEL = "info"
  }

  # A Secret in the organization's namespace; its values are never in the state.
  secret_env = {
    DATABASE_PASSWORD = { name = "orders-database", key = "password" }
  }

  endpoints = {
    api = {
      port       = 8080
      path       = "/orders"
      type       = "REST"
      visibility = ["public"]
    }
  }

  connections = {
    stock = {
      component = "stock"
      endpoint  = "grpc"
      env       = { STOCK_ADDRESS = "{address}" }
    }
  }

  scaling = {
    min_replicas = 2
    max_replicas = 6
  }

  environments = {
    development = {
      env     = { LOG_LEVEL = "debug" }
      scaling = { min_replicas = 1, max_replicas = 1 }
    }
  }
}

resource "openchoreo_component" "report" {
  organization = openchoreo_organization.acme.name
  project      = openchoreo_project.shop.name
  name         = "report"
  type         = "scheduled-task"

  source = {
    git = {
      url  = "https://git.acme.example/shop.git"
      path = "report"
    }
    buildpack = { name = "python" }
  }

  schedule = {
    cron      = "0 6 * * *"
    time_zone = "Europe/Berlin"
  }
}

output "orders" {
  description = "URL of the orders API in each environment."
  value       = { for environment, endpoints in openchoreo_component.orders.urls : environment => endpoints.api }
}
