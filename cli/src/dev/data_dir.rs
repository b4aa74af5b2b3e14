//! The directory that keeps a control plane's data.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, anyhow};

/// The directory that keeps a control plane's data.
#[derive(Debug)]
pub(super) struct DataDir(PathBuf);

impl DataDir {
    /// The directory that was asked for, else one of the user's own.
    ///
    /// # Errors
    /// Neither is known, or it cannot be created.
    pub(super) fn new(asked: Option<PathBuf>) -> anyhow::Result<Self> {
        let path =
            asked.or_else(default).ok_or_else(|| anyhow!("no home directory is known; name one with --data-dir"))?;
        fs::create_dir_all(&path).with_context(|| format!("cannot create the data directory {}", path.display()))?;
        // Clients run elsewhere than this process: the paths that they are told must not depend on its own.
        let path = path.canonicalize().with_context(|| format!("cannot use the data directory {}", path.display()))?;
        Ok(Self(path))
    }

    /// The directory itself.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the kubeconfig goes unless told otherwise.
    pub(super) fn kubeconfig(&self) -> PathBuf {
        self.0.join("kubeconfig")
    }

    /// Leaves a note of where the running control plane listens.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn announce(&self, address: SocketAddr) -> anyhow::Result<()> {
        let note = self.note();
        fs::write(&note, format!("https://{address}\n")).with_context(|| format!("cannot write {}", note.display()))
    }

    /// Removes the note. A note that stays is overwritten by the next start.
    pub(super) fn withdraw(&self) {
        let _ = fs::remove_file(self.note());
    }

    /// The error of a directory that another control plane uses.
    pub(super) fn in_use(&self) -> anyhow::Error {
        let path = self.0.display();
        match fs::read_to_string(self.note()) {
            Ok(endpoint) => anyhow!(
                "a control plane already runs on the data directory {path}, at {}; use it, stop it, or choose another --data-dir",
                endpoint.trim()
            ),
            Err(_) => anyhow!("another process uses the data directory {path}; stop it, or choose another --data-dir"),
        }
    }

    fn note(&self) -> PathBuf {
        self.0.join("endpoint")
    }
}

fn default() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_DATA_HOME").or_else(|| set("LOCALAPPDATA")).or_else(|| Some(set("HOME")?.join(".local/share")));
    base.map(|base| base.join("openchoreo"))
}
