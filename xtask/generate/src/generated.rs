//! Generated files, compared with the committed ones or written over them.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file as the code generates it.
pub(crate) struct Generated {
    /// Relative to its directory.
    pub(crate) path: PathBuf,
    /// The whole content.
    pub(crate) content: String,
}

/// A directory with generated files.
pub(crate) struct Directory {
    /// Relative to the repository's root.
    pub(crate) path: PathBuf,
    /// Every file with this extension, in the directory and below it, is generated. `None` where files that are not
    /// stand beside them.
    pub(crate) extension: Option<&'static str>,
    /// All files of the directory and those below it.
    pub(crate) files: Vec<Generated>,
}

impl Directory {
    /// The files that differ from the generated ones, are missing, or are no longer generated.
    pub(crate) fn stale(&self, root: &Path) -> Result<Vec<String>> {
        let mut stale = self.abandoned(root)?;
        for file in &self.files {
            let path = self.path.join(&file.path);
            if read(&root.join(&path))?.as_deref() != Some(&file.content) {
                stale.push(path);
            }
        }
        Ok(stale.iter().map(|path| path.display().to_string()).collect())
    }

    /// Writes what differs and removes what is no longer generated.
    pub(crate) fn write(&self, root: &Path) -> Result<()> {
        for path in self.abandoned(root)? {
            fs::remove_file(root.join(path))?;
        }
        for file in &self.files {
            let path = root.join(&self.path).join(&file.path);
            if read(&path)?.as_deref() != Some(&file.content) {
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::write(&path, &file.content).with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
        Ok(())
    }

    fn abandoned(&self, root: &Path) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        if self.extension.is_some() {
            self.walk(root, Path::new(""), &mut found)?;
        }
        found.retain(|path| !self.files.iter().any(|file| &file.path == path));
        Ok(found.iter().map(|path| self.path.join(path)).collect())
    }

    fn walk(&self, root: &Path, below: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
        let directory = root.join(&self.path).join(below);
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", directory.display())),
        };
        for entry in entries {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                self.walk(root, &path, found)?;
            } else if path.extension().is_some_and(|extension| Some(extension) == self.extension.map(OsStr::new)) {
                found.push(path);
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let files = [("a.yaml", "a: 1\n"), ("below/b.yaml", "b: 1\n")]
            .map(|(path, content)| Generated { path: path.into(), content: content.to_owned() });
        Directory { path: "generated".into(), extension: Some("yaml"), files: files.into() }
    }

    fn put(root: &Path, path: &str, content: &str) {
        let path = root.join("generated").join(path);
        fs::create_dir_all(path.parent().unwrap_or(root)).expect("a directory in a temporary directory");
        fs::write(path, content).expect("a file in a temporary directory");
    }

    #[test]
    fn what_was_written_is_fresh() {
        let root = tempfile::tempdir().expect("a temporary directory");
        directory().write(root.path()).expect("files can be written");
        assert_eq!(directory().stale(root.path()).expect("files can be read"), [""; 0]);
    }

    #[test]
    fn missing_changed_and_abandoned_files_are_stale() {
        let root = tempfile::tempdir().expect("a temporary directory");
        put(root.path(), "a.yaml", "a: 2\n");
        put(root.path(), "below/old.yaml", "old: 1\n");
        put(root.path(), "README.md", "written by hand\n");
        let stale = directory().stale(root.path()).expect("files can be read");
        assert_eq!(stale, ["generated/below/old.yaml", "generated/a.yaml", "generated/below/b.yaml"]);
    }

    #[test]
    fn writing_removes_abandoned_files_and_leaves_others() {
        let root = tempfile::tempdir().expect("a temporary directory");
        put(root.path(), "old.yaml", "old: 1\n");
        put(root.path(), "README.md", "written by hand\n");
        directory().write(root.path()).expect("files can be written");
        let left = ["old.yaml", "README.md", "a.yaml", "below/b.yaml"]
            .map(|path| root.path().join("generated").join(path).exists());
        assert_eq!(left, [false, true, true, true]);
    }
}
