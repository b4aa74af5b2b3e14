# ORGANIZATION/NAME
terraform import openchoreo_data_plane.production acme/production
