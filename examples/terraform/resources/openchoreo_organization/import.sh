# NAME
terraform import openchoreo_organization.acme acme
