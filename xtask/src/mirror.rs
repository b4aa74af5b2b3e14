//! A local provider mirror: `terraform init` finds the provider without any registry.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A provider in a mirror.
pub struct Package<'a> {
    /// Namespace and type, such as `openchoreo/openchoreo`.
    pub source: &'a str,
    /// Its version, such as `1.2.3`.
    pub version: &'a str,
    /// The provider's binary.
    pub binary: &'a Path,
}

/// Puts this project's provider into a mirror below `dir`, and writes a CLI configuration that knows no other source.
/// Gives the configuration's path, for `TF_CLI_CONFIG_FILE`.
///
/// # Errors
/// When the provider's binary or the directory cannot be read or written.
pub fn write(dir: &Path, provider: &Path) -> Result<PathBuf> {
    write_all(dir, &[Package { source: "openchoreo/openchoreo", version: VERSION, binary: provider }])
}

/// As [`write()`], for any providers.
///
/// # Errors
/// As [`write()`].
pub fn write_all(dir: &Path, packages: &[Package<'_>]) -> Result<PathBuf> {
    let mirror = dir.join("mirror");
    for package in packages {
        add(&mirror, package)?;
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

fn add(mirror: &Path, package: &Package<'_>) -> Result<()> {
    let Package { source, version, binary } = package;
    let provider = binary.canonicalize().with_context(|| format!("no provider at {}", binary.display()))?;
    let name = source.rsplit('/').next().unwrap_or(source);
    for host in HOSTS {
        let package = mirror.join(host).join(source).join(version).join(platform());
        fs::create_dir_all(&package)?;
        let binary = package.join(format!("terraform-provider-{name}_v{version}{}", std::env::consts::EXE_SUFFIX));
        if binary.exists() {
            fs::remove_file(&binary)?;
        }
        // A link where the file system allows it: a copy of every test's own would fill the disk.
        fs::hard_link(&provider, &binary).or_else(|_| fs::copy(&provider, &binary).map(drop))?;
    }
    Ok(())
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
