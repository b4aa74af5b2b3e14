//! Reading manifests from files.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use anyhow::{Context, anyhow, bail};
use serde_json::Value;

/// A YAML document and where it is from.
#[derive(Debug)]
pub(super) struct Document {
    /// Where it is from.
    pub(super) place: Place,
    /// What it holds.
    pub(super) value: Value,
}

/// Which document of which file, counted from 1.
#[derive(Debug)]
pub(super) struct Place {
    file: String,
    index: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, document {}", self.file, self.index)
    }
}

/// All documents of all files, in order. Empty documents and the items of lists count, the first as nothing.
///
/// # Errors
/// A file that cannot be read or is not YAML, or none that holds anything.
pub(super) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in paths {
        let (file, text) = text(path)?;
        let values: Vec<Value> =
            serde_saphyr::from_multiple(&text).map_err(|error| anyhow!("{file} is not YAML: {error}"))?;
        for (index, value) in values.into_iter().enumerate().filter(|(_, value)| !value.is_null()) {
            let items = items(value).into_iter();
            documents
                .extend(items.map(|value| Document { place: Place { file: file.clone(), index: index + 1 }, value }));
        }
    }
    if documents.is_empty() {
        bail!("the input holds no object");
    }
    Ok(documents)
}

fn text(path: &Path) -> anyhow::Result<(String, String)> {
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).context("cannot read stdin")?;
        return Ok(("stdin".to_owned(), text));
    }
    let file = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {file}"))?;
    Ok((file, text))
}

/// The objects of a document: those of a `List`, else itself.
fn items(mut value: Value) -> Vec<Value> {
    let is_list = value["kind"] == "List" && value["apiVersion"] == "v1";
    match value.get_mut("items").filter(|_| is_list).map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => vec![value],
    }
}
