//! `cargo xtask envtest`: the programs of a real cluster and OpenTofu, built once.

use anyhow::{Result, bail};
use xtask::tools::{CACHE_VARIABLE, MODULES, Module, Unavailable};

#[derive(clap::Args)]
#[command(after_help = format!(
    "Programs are taken from KUBEBUILDER_ASSETS and PATH where their version fits, and else built with Go into the user's \
     cache directory, or into the one that {CACHE_VARIABLE} names. A build is used until the versions in \
     tests/acceptance/envtest change."
))]
pub(crate) struct Arguments {
    /// Groups of programs; all when none is named.
    #[arg(value_parser = MODULES.each_ref().map(Module::name))]
    names: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let all = MODULES.iter();
    let wanted =
        all.filter(|module| arguments.names.is_empty() || arguments.names.iter().any(|name| name == module.name()));
    let mut skipped = Vec::new();
    for module in wanted {
        skipped.extend(prepare(module)?.map(|_| module.name()));
    }
    match skipped.as_slice() {
        [] => Ok(()),
        skipped => bail!("not built: {}", skipped.join(", ")),
    }
}

/// Prepares the programs of a module and shows where they are, or says why they are left out.
pub(crate) fn prepare(module: &Module) -> Result<Option<Unavailable>> {
    for tool in module.tools() {
        match tool.prepare() {
            Ok(path) => println!("{:<26}{}", tool.program(), path.display()),
            Err(error) => {
                let why = error.downcast::<Unavailable>()?;
                println!("skipped: {}: {why}", tool.program());
                return Ok(Some(why));
            }
        }
    }
    Ok(None)
}
