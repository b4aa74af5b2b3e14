//! The examples of the documentation.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use openchoreo_acceptance::{On, matrix};
use xtask::workspace;

use crate::said;
use crate::setup;

matrix!(
    all_examples_of_resources_and_data_sources_are_valid,
    the_quickstart_is_applied_leaves_nothing_to_do_and_is_destroyed,
);

/// How many kinds there are.
const KINDS: usize = 6;

/// The files of this name in the directories below, one after the other.
fn concatenated(directory: &str, file: &str) -> Result<String> {
    let directory = workspace::root().join("examples/terraform").join(directory);
    let entries = fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path().join(file))).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    assert_eq!(paths.len(), KINDS, "one directory for each kind");
    paths.iter().map(|path| fs::read_to_string(path).with_context(|| path.display().to_string())).collect()
}

async fn all_examples_of_resources_and_data_sources_are_valid(on: On) -> Result<()> {
    let resources = concatenated("resources", "resource.tf")?;
    let data_sources = concatenated("data-sources", "data-source.tf")?;
    let terraform = setup::terraform(&on.start().await?, "").await?;
    // The provider's example reads it.
    fs::write(terraform.directory().join("staging-ca.pem"), "")?;
    terraform.configure(&[setup::example("terraform/provider/provider.tf")?, resources, data_sources].concat())?;
    let diagnostics = said::validate(&terraform).await?;
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Ok(())
}

async fn the_quickstart_is_applied_leaves_nothing_to_do_and_is_destroyed(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let quickstart = setup::example("terraform/quickstart/main.tf")?;
    let client =
        platform.terraform(&quickstart.replace("\"default\"", &format!("{:?}", platform.organization()))).await?;
    client.apply(&[]).await?.ok()?;
    client.plan_is_empty().await?;
    client.destroy(&[]).await?.ok()?;
    Ok(())
}
