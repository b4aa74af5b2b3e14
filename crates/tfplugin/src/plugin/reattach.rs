//! Reattach mode: the plugin runs under a debugger and Terraform is told where it is.

use std::io::{self, Write};

use super::{handshake::PROTOCOL, listener::Address};

/// Tells a human how to attach Terraform to this process.
pub(super) fn announce(provider: &str, address: &Address) -> io::Result<()> {
    let variable = variable(provider, address);
    let mut output = io::stdout().lock();
    writeln!(output, "The provider is running. To use it, set this variable where Terraform runs:\n")?;
    writeln!(output, "\tTF_REATTACH_PROVIDERS='{variable}'\n\nInterrupt the provider to end it.")?;
    output.flush()
}

/// The content of `TF_REATTACH_PROVIDERS`.
fn variable(provider: &str, address: &Address) -> serde_json::Value {
    serde_json::json!({ provider: {
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL,
        "Pid": std::process::id(),
        "Test": true,
        "Addr": { "Network": address.network, "String": address.address },
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_has_what_terraform_reads() {
        let address = Address { network: "unix", address: "/tmp/socket".into() };
        let variable = variable("registry.terraform.io/example/echo", &address);
        let provider = &variable["registry.terraform.io/example/echo"];
        assert_eq!(provider["ProtocolVersion"], 6);
        assert_eq!(provider["Pid"], std::process::id());
        assert_eq!(provider["Addr"], serde_json::json!({ "Network": "unix", "String": "/tmp/socket" }));
    }
}
