//! The examples of the documentation.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use openchoreo_acceptance::ControlPlane;
use xtask::workspace;

use crate::said;
use crate::setup::{self, On, matrix};

matrix!(
    all_examples_of_resources_and_data_sources_are_valid,
    the_quickstart_is_applied_leaves_nothing_to_do_and_is_destroyed,
);

/// The files of this name in the directories below, one after the other.
fn concatenated(directory: &str, file: &str) -> Result<String> {
    let directory = workspace::root().join("examples/terraform").join(directory);
    let entries = fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path().join(file))).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    assert_eq!(paths.len(), setup::OBJECTS.len(), "one directory for each kind");
    paths.iter().map(|path| fs::read_to_string(path).with_context(|| path.display().to_string())).collect()
}

async fn all_examples_of_resources_and_data_sources_are_valid(on: On) -> Result<()> {
    let anywhere = ControlPlane::embedded().await?;
    let resources = concatenated("resources", "resource.tf")?;
    let data_sources = concatenated("data-sources", "data-source.tf")?;
    let terraform = on.terraform("", anywhere.kubeconfig()).await?;
    // The provider's example reads it.
    fs::write(terraform.directory().join("staging-ca.pem"), "")?;
    terraform.configure(&[setup::example("terraform/provider/provider.tf")?, resources, data_sources].concat())?;
    let diagnostics = said::validate(&terraform).await?;
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Ok(())
}

async fn the_quickstart_is_applied_leaves_nothing_to_do_and_is_destroyed(on: On) -> Result<()> {
    let dev = on.start().await?;
    let client = on.terraform("", &dev.kubeconfig()).await?;
    client.configure(&setup::example("terraform/quickstart/main.tf")?)?;
    client.apply(&[]).await?.ok()?;
    client.plan_is_empty().await?;
    client.destroy(&[]).await?.ok()?;
    Ok(())
}
