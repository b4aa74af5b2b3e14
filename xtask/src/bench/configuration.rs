//! Configurations of many equal components.

/// Which resources make the components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Configuration {
    /// This project's, which wait until they are ready.
    Component,
    /// The same that only echo.
    Echo,
    /// This project's, which wait until the controllers have accepted them, and no longer.
    Accepted,
    /// Those of the provider gavinbunney/kubectl, by server-side apply.
    Manifest,
}

impl Configuration {
    /// The type of its resources.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::Component | Self::Accepted => "openchoreo_component",
            Self::Echo => "openchoreo_component_echo",
            Self::Manifest => "kubectl_manifest",
        }
    }

    /// The file.
    pub(super) fn text(self) -> String {
        let source = match self {
            Self::Manifest => "gavinbunney/kubectl",
            _ => "openchoreo/openchoreo",
        };
        let name = source.rsplit('/').next().unwrap_or(source);
        let arguments = match self {
            Self::Manifest => MANIFEST,
            _ => COMPONENT,
        };
        let wait = if self == Self::Accepted { "  wait_for_rollout = false\n" } else { "" };
        format!(
            r#"terraform {{
  required_providers {{
    {name} = {{
      source = "registry.terraform.io/{source}"
    }}
  }}
}}

variable "size" {{
  type = number
}}

variable "kubeconfig" {{
  type = string
}}

provider "{name}" {{
  config_path = var.kubeconfig
}}

resource "{}" "bench" {{
  count = var.size
{wait}{arguments}}}
"#,
            self.resource()
        )
    }
}

const COMPONENT: &str = r#"
  organization = "default"
  name         = "bench-${count.index}"
  type         = "service"
  runtime      = "go"
  image        = "registry.example/bench:1.0"
  env          = { LOG_LEVEL = "info", PORT = "8080" }

  endpoints = {
    api = { port = 8080, path = "/api", visibility = ["public"] }
  }

  resources = {
    requests = { cpu = "100m", memory = "64Mi" }
    limits   = { cpu = "200m", memory = "128Mi" }
  }
"#;

/// The same object.
const MANIFEST: &str = r#"
  server_side_apply = true

  yaml_body = yamlencode({
    apiVersion = "choreo.dev/v1"
    kind       = "Component"
    metadata   = { name = "bench-${count.index}", namespace = "default" }
    spec = {
      project   = "default"
      type      = "service"
      runtime   = "go"
      image     = "registry.example/bench:1.0"
      env       = { LOG_LEVEL = "info", PORT = "8080" }
      endpoints = [{ name = "api", port = 8080, path = "/api", visibility = ["public"] }]
      resources = {
        requests = { cpu = "100m", memory = "64Mi" }
        limits   = { cpu = "200m", memory = "128Mi" }
      }
    }
  })
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_configuration_counts_resources_of_its_type() {
        for (configuration, provider) in [
            (Configuration::Component, "openchoreo/openchoreo"),
            (Configuration::Echo, "openchoreo/openchoreo"),
            (Configuration::Accepted, "openchoreo/openchoreo"),
            (Configuration::Manifest, "gavinbunney/kubectl"),
        ] {
            let text = configuration.text();
            let resource = format!("resource \"{}\" \"bench\" {{\n  count = var.size\n", configuration.resource());
            assert!(text.contains(&resource), "{text}");
            assert!(text.contains(&format!("source = \"registry.terraform.io/{provider}\"")), "{text}");
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{text}");
        }
    }

    #[test]
    fn only_what_is_compared_with_others_does_not_wait_until_it_is_ready() {
        let waits = |configuration: Configuration| !configuration.text().contains("wait_for_rollout = false");
        assert!(waits(Configuration::Component) && waits(Configuration::Echo) && !waits(Configuration::Accepted));
    }
}
