# ORGANIZATION/NAME
terraform import openchoreo_deployment_pipeline.standard acme/standard
