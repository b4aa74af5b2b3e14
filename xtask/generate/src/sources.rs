//! What is generated.

use anyhow::Result;

use crate::differences;
use crate::generated::{Directory, Generated};

/// Every directory whose files come from code.
pub(crate) fn all() -> Result<Vec<Directory>> {
    let mut all = vec![definitions()?, differences::page()?];
    all.extend(documentation());
    Ok(all)
}

/// The CustomResourceDefinitions of the API types.
fn definitions() -> Result<Directory> {
    let files = openchoreo_api::crd::files()?;
    let files = files.into_iter().map(|(path, content)| Generated { path: path.into(), content }).collect();
    Ok(Directory { path: "crates/api/crds".into(), extension: Some("yaml"), files })
}

/// The provider's documentation. Its index stands beside documents that people write.
fn documentation() -> Vec<Directory> {
    [("docs", None), ("docs/resources", Some("md")), ("docs/data-sources", Some("md"))]
        .into_iter()
        .map(|(path, extension)| {
            let here = |file: &str| {
                file.strip_prefix(path)?.strip_prefix('/').filter(|file| !file.contains('/')).map(Into::into)
            };
            let files = openchoreo_provider::docs::files()
                .into_iter()
                .filter_map(|(file, content)| Some(Generated { path: here(&file)?, content }))
                .collect();
            Directory { path: path.into(), extension, files }
        })
        .collect()
}
