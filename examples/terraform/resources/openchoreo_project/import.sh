# ORGANIZATION/NAME
terraform import openchoreo_project.shop acme/shop
