//! What is generated.

use anyhow::Result;

use crate::generated::{Directory, Generated};

/// Every directory whose files come from code.
pub(crate) fn all() -> Result<Vec<Directory>> {
    Ok(vec![definitions()?])
}

/// The CustomResourceDefinitions of the API types.
fn definitions() -> Result<Directory> {
    let files = openchoreo_api::crd::files()?;
    let files = files.into_iter().map(|(path, content)| Generated { path: path.into(), content }).collect();
    Ok(Directory { path: "crates/api/crds".into(), extension: "yaml", files })
}
