//! The line by which a plugin tells its host where to connect.

use std::io::{self, Write};

use super::{environment::Environment, listener::Address};

/// Version of the plugin protocol that this library speaks.
pub(super) const PROTOCOL: u32 = 6;

/// Version of go-plugin's own protocol.
const CORE_PROTOCOL: u32 = 1;

/// The handshake. `certificate` is empty where there is no TLS.
pub(super) fn line(environment: &Environment, address: &Address, certificate: &str) -> String {
    // An older host takes a seventh field for a part of the sixth, so that only one who asks gets it.
    let multiplexing = if environment.asks_for_multiplexing { "|false" } else { "" };
    format!("{CORE_PROTOCOL}|{PROTOCOL}|{address}|grpc|{certificate}{multiplexing}")
}

/// The line for a host that does not speak [`PROTOCOL`]: the host reads no further than the version, and tells its user.
pub(super) fn refusal() -> String {
    format!("{CORE_PROTOCOL}|{PROTOCOL}|tcp|127.0.0.1:0|grpc|")
}

/// What a human reads who starts the plugin by hand.
pub(super) fn not_a_host(provider: &str, version: &str) -> String {
    let source = provider.split_once('/').map_or(provider, |(_, source)| source);
    let local = source.rsplit('/').next().unwrap_or(source);
    format!(
        r#"This is version {version} of the provider {source} for Terraform and OpenTofu. It is a plugin: they start it
when a configuration names it, and by itself it does nothing.

To use it, write this into a configuration and run `terraform init` or `tofu init`:

  terraform {{
    required_providers {{
      {local} = {{
        source = "{provider}"
      }}
    }}
  }}

To run it under a debugger, start it with --debug. --help says what else there is."#
    )
}

/// Writes the line, the only one that this process ever writes there.
pub(super) fn announce(line: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(multiplex: bool) -> Environment {
        Environment::read(|name| (multiplex && name == "PLUGIN_MULTIPLEX_GRPC").then(|| "true".into())).unwrap()
    }

    #[test]
    fn a_human_is_told_how_to_use_the_provider() {
        let text = not_a_host("registry.terraform.io/example/echo", "1.2.3");
        assert!(text.contains("version 1.2.3 of the provider example/echo"));
        assert!(text.contains("      echo = {\n        source = \"registry.terraform.io/example/echo\""));
    }

    #[test]
    fn the_line_has_six_fields_and_a_seventh_for_those_who_ask() {
        let address = Address { network: "unix", address: "/tmp/socket".into() };
        assert_eq!(line(&environment(false), &address, "MII"), "1|6|unix|/tmp/socket|grpc|MII");
        assert_eq!(line(&environment(false), &address, ""), "1|6|unix|/tmp/socket|grpc|");
        assert_eq!(line(&environment(true), &address, "MII"), "1|6|unix|/tmp/socket|grpc|MII|false");
    }
}
