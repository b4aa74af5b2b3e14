//! Configurations of the provider.

/// What every configuration begins with.
const PROVIDER: &str = r#"terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

provider "openchoreo" {}

variable "organization" {
  type = string
}
"#;

/// Resources with the provider and the variable that they need; [`Platform::terraform`](crate::Platform::terraform) sets the
/// variable.
pub fn configuration(resources: &str) -> String {
    format!("{PROVIDER}\n{resources}")
}
