output "shop" {
  description = "URL of the shop in each environment that runs it."
  value       = { for environment, endpoints in openchoreo_component.service["frontend"].urls : environment => endpoints.http }
}
