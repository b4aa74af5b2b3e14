# ORGANIZATION/NAME
terraform import openchoreo_component.orders acme/orders
