//! A local provider mirror: `terraform init` finds the provider without any registry.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Puts the provider into a mirror below `dir`, and writes a CLI configuration that knows no other source.
/// Gives the configuration's path, for `TF_CLI_CONFIG_FILE`.
///
/// # Errors
/// When the provider's binary or the directory cannot be read or written.
pub fn write(dir: &Path, provider: &Path) -> Result<PathBuf> {
    let provider = provider.canonicalize().with_context(|| format!("no provider at {}", provider.display()))?;
    let mirror = dir.join("mirror");
    for host in HOSTS {
        let package = mirror.join(host).join("openchoreo/openchoreo").join(VERSION).join(platform());
        fs::create_dir_all(&package)?;
        let binary = package.join(format!("terraform-provider-openchoreo_v{VERSION}{}", std::env::consts::EXE_SUFFIX));
        if binary.exists() {
            fs::remove_file(&binary)?;
        }
        // A link where the file system allows it: a copy of every test's own would fill the disk.
        fs::hard_link(&provider, &binary).or_else(|_| fs::copy(&provider, &binary).map(drop))?;
    }
    let config = dir.join("cli.tfrc");
    let path = mirror.to_string_lossy().replace('\\', "/");
    fs::write(
        &config,
        format!(
            "disable_checkpoint = true\n\nprovider_installation {{\n  filesystem_mirror {{\n    path = \"{path}\"\n  }}\n}}\n"
        ),
    )?;
    Ok(config)
}

/// This machine as terraform calls it, for example `linux_amd64`.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        architecture => architecture,
    };
    format!("{os}_{architecture}")
}
