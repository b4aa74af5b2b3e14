# What the application team declares. A service lists what differs from the defaults below.

locals {
  images  = "us-central1-docker.pkg.dev/google-samples/microservices-demo"
  version = "v0.10.5"

  services = {
    for name, service in local.declared : name => {
      type        = try(service.type, "service")
      runtime     = service.runtime
      image       = try(service.image, "${local.images}/${name}:${local.version}")
      args        = try(service.args, null)
      env         = try(service.env, null)
      endpoints   = service.endpoints
      connections = try({ for target, env in service.calls : target => { component = target, env = env } }, null)
      resources   = try(service.resources, local.small)
      probes      = try(service.probes, null)
    }
  }

  small = {
    requests = { cpu = "100m", memory = "64Mi" }
    limits   = { cpu = "200m", memory = "128Mi" }
  }

  declared = {
    adservice = {
      runtime   = "java"
      env       = { PORT = "9555" }
      endpoints = { grpc = { port = 9555, type = "gRPC" } }
      resources = {
        requests = { cpu = "200m", memory = "180Mi" }
        limits   = { cpu = "300m", memory = "300Mi" }
      }
    }

    cartservice = {
      runtime   = "dotnet"
      env       = { PORT = "7070" }
      endpoints = { grpc = { port = 7070, type = "gRPC" } }
      calls     = { redis-cart = { REDIS_ADDR = "{address}" } }
      resources = {
        requests = { cpu = "200m", memory = "64Mi" }
        limits   = { cpu = "300m", memory = "128Mi" }
      }
    }

    checkoutservice = {
      runtime   = "go"
      env       = { PORT = "5050" }
      endpoints = { grpc = { port = 5050, type = "gRPC" } }
      calls = {
        cartservice           = { CART_SERVICE_ADDR = "{address}" }
        currencyservice       = { CURRENCY_SERVICE_ADDR = "{address}" }
        emailservice          = { EMAIL_SERVICE_ADDR = "{address}" }
        paymentservice        = { PAYMENT_SERVICE_ADDR = "{address}" }
        productcatalogservice = { PRODUCT_CATALOG_SERVICE_ADDR = "{address}" }
        shippingservice       = { SHIPPING_SERVICE_ADDR = "{address}" }
      }
    }

    currencyservice = {
      runtime   = "nodejs"
      env       = { PORT = "7000", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 7000, type = "gRPC" } }
    }

    emailservice = {
      runtime   = "python"
      env       = { PORT = "8080", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 8080, type = "gRPC" } }
    }

    frontend = {
      type    = "web-application"
      runtime = "go"
      env = {
        PORT                            = "8080"
        ENV_PLATFORM                    = "local"
        SHOPPING_ASSISTANT_SERVICE_ADDR = "shoppingassistantservice:80"
      }
      endpoints = { http = { port = 8080, visibility = ["public"] } }
      calls = {
        adservice             = { AD_SERVICE_ADDR = "{address}" }
        cartservice           = { CART_SERVICE_ADDR = "{address}" }
        checkoutservice       = { CHECKOUT_SERVICE_ADDR = "{address}" }
        currencyservice       = { CURRENCY_SERVICE_ADDR = "{address}" }
        productcatalogservice = { PRODUCT_CATALOG_SERVICE_ADDR = "{address}" }
        recommendationservice = { RECOMMENDATION_SERVICE_ADDR = "{address}" }
        shippingservice       = { SHIPPING_SERVICE_ADDR = "{address}" }
      }
      probes = {
        readiness = { type = "http", path = "/_healthz", initial_delay_seconds = 10 }
        liveness  = { type = "http", path = "/_healthz", initial_delay_seconds = 10 }
      }
    }

    paymentservice = {
      runtime   = "nodejs"
      env       = { PORT = "50051", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 50051, type = "gRPC" } }
    }

    productcatalogservice = {
      runtime   = "go"
      env       = { PORT = "3550", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 3550, type = "gRPC" } }
    }

    recommendationservice = {
      runtime   = "python"
      env       = { PORT = "8080", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 8080, type = "gRPC" } }
      calls     = { productcatalogservice = { PRODUCT_CATALOG_SERVICE_ADDR = "{address}" } }
      resources = {
        requests = { cpu = "100m", memory = "220Mi" }
        limits   = { cpu = "200m", memory = "450Mi" }
      }
    }

    redis-cart = {
      runtime   = "redis"
      image     = "redis:alpine"
      args      = ["redis-server", "--save", "", "--appendonly", "no"]
      endpoints = { redis = { port = 6379, type = "TCP" } }
      resources = {
        requests = { cpu = "70m", memory = "200Mi" }
        limits   = { cpu = "125m", memory = "256Mi" }
      }
    }

    shippingservice = {
      runtime   = "go"
      env       = { PORT = "50051", DISABLE_PROFILER = "1" }
      endpoints = { grpc = { port = 50051, type = "gRPC" } }
    }
  }
}
