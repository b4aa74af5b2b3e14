# ORGANIZATION/NAME
terraform import openchoreo_environment.production acme/production
