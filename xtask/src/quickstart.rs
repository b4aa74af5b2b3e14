//! `cargo xtask quickstart`: a platform on this machine, from a fresh clone to a running application.

mod server;
mod summary;
mod workspace_copy;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use xtask::tools::{Tool, terraform_or_tofu};
use xtask::{mirror, progress, workspace};

use server::Server;

const PROVIDER: &str = "terraform-provider-openchoreo";
const CLI: &str = "openchoreo";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Example to apply: a folder of `examples/terraform`.
    #[arg(long, value_name = "NAME", default_value = "online-boutique")]
    example: String,
    /// Stop the control plane and remove everything that the quickstart made.
    #[arg(long)]
    down: bool,
}

/// The folder below the target directory that holds everything that the quickstart makes.
struct Home(PathBuf);

impl Home {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn kubeconfig(&self) -> PathBuf {
        self.path("kubeconfig")
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let home = Home(workspace::target().join("quickstart"));
    if arguments.down {
        return down(&home);
    }
    let sources = workspace_copy::find(&arguments.example)?;
    let terraform = terraform_or_tofu()?;
    let kubectl = Tool::Kubectl.prepare()?;
    build()?;
    let server = Server::start(&home)?;
    let config = mirror::write(&home.0, &workspace::binary(PROVIDER))?;
    let directory = workspace_copy::write(&sources, &home.path(&arguments.example))?;
    let client = Client { program: terraform, directory, config, kubeconfig: home.kubeconfig() };
    client.apply()?;
    summary::print(&client, &kubectl, &server)
}

/// `terraform` in the example's folder.
struct Client {
    program: PathBuf,
    directory: PathBuf,
    config: PathBuf,
    kubeconfig: PathBuf,
}

impl Client {
    fn apply(&self) -> Result<()> {
        for (verb, arguments) in [
            ("init", &["-input=false", "-upgrade"][..]),
            ("plan", &["-input=false", "-out=tfplan"]),
            ("apply", &["-input=false", "tfplan"]),
        ] {
            let name = self.program.file_stem().unwrap_or_default().to_string_lossy();
            eprintln!("\n$ {name} {verb} {}", arguments.join(" "));
            progress::run(&name, self.command().arg(verb).args(colour()).args(arguments))?;
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.directory)
            .env("TF_CLI_CONFIG_FILE", &self.config)
            .env("KUBECONFIG", &self.kubeconfig)
            .env_remove("KUBE_CONFIG_PATH");
        command
    }
}

/// Terraform colours its output also where nobody sees colours.
fn colour() -> Option<&'static str> {
    (!std::io::stdout().is_terminal()).then_some("-no-color")
}

fn build() -> Result<()> {
    let packages = ["build", "--package", PROVIDER, "--package", CLI];
    eprintln!("building the provider and the control plane (some minutes the first time)");
    progress::run("cargo build", workspace::cargo().args(packages))
}

fn down(home: &Home) -> Result<()> {
    if !home.0.exists() {
        println!("Nothing to stop: no quickstart is there.");
        return Ok(());
    }
    server::stop(home)?;
    remove(&home.0)?;
    println!("Stopped, and removed {}.", home.0.display());
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    std::fs::remove_dir_all(path).map_err(|error| anyhow::anyhow!("cannot remove {}: {error}", path.display()))
}
