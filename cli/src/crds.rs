//! `openchoreo crds`.

use anyhow::Context;
use openchoreo_apiserver::builtin::extension_crds;

use crate::log;

/// Arguments of `openchoreo crds`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Also print the definitions of the kinds of others that components compile to (HTTPRoute, ServiceMonitor), for
    /// clusters that have neither the Gateway API nor the Prometheus operator.
    #[arg(long)]
    all: bool,
}

/// Prints the definitions as YAML documents.
///
/// # Errors
/// What the operating system says of stdout.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut documents: Vec<String> = openchoreo_api::crd::files()
        .context("a definition cannot be written as YAML")?
        .into_iter()
        .map(|(_, yaml)| yaml)
        .collect();
    if arguments.all {
        for crd in extension_crds() {
            documents.push(serde_saphyr::to_string(&crd).context("a definition cannot be written as YAML")?);
        }
    }
    log::print(&documents.iter().map(|yaml| format!("---\n{yaml}")).collect::<String>())
}
