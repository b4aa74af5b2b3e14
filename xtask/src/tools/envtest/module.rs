//! What is built from one Go module, and where it is kept.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::tools::{Tool, go, is_executable};
use crate::{progress, workspace};

/// The environment variable that names another directory for what is built.
pub const CACHE_VARIABLE: &str = "OPENCHOREO_ENVTEST_CACHE";

/// A Go module and the programs that one build of it makes.
#[derive(Debug)]
pub struct Module {
    name: &'static str,
    /// The required module whose version the programs have.
    pin: &'static str,
    programs: &'static [(Tool, &'static str)],
    /// Arguments of the linker that tell the programs their version.
    stamps: fn(&str) -> String,
    /// Files of the pinned module that the programs read, to be kept beside them.
    files: &'static [&'static str],
}

/// All modules of the tests, in the order in which they are built: what is quick comes first.
pub static MODULES: [Module; 4] = [
    Module {
        name: "etcd",
        pin: "go.etcd.io/etcd/server/v3",
        programs: &[(Tool::Etcd, "go.etcd.io/etcd/server/v3")],
        stamps: |_| String::new(),
        files: &[],
    },
    Module {
        name: "kubernetes",
        pin: "k8s.io/kubernetes",
        programs: &[
            (Tool::KubeApiserver, "k8s.io/kubernetes/cmd/kube-apiserver"),
            (Tool::KubeControllerManager, "k8s.io/kubernetes/cmd/kube-controller-manager"),
            (Tool::KubeScheduler, "k8s.io/kubernetes/cmd/kube-scheduler"),
            (Tool::Kubectl, "k8s.io/kubernetes/cmd/kubectl"),
        ],
        stamps: kubernetes_stamps,
        files: &[],
    },
    Module {
        name: "kwok",
        pin: "sigs.k8s.io/kwok",
        programs: &[(Tool::Kwok, "sigs.k8s.io/kwok/cmd/kwok")],
        stamps: |_| String::new(),
        files: &[
            "kustomize/stage/node/fast/node-initialize.yaml",
            "kustomize/stage/pod/fast/pod-ready.yaml",
            "kustomize/stage/pod/fast/pod-complete.yaml",
            "kustomize/stage/pod/fast/pod-delete.yaml",
        ],
    },
    Module {
        name: "tofu",
        pin: "github.com/opentofu/opentofu",
        programs: &[(Tool::OpenTofu, "github.com/opentofu/opentofu/cmd/tofu")],
        // Without this it takes itself for a development version, which no `required_version` accepts.
        stamps: |_| "-X github.com/opentofu/opentofu/version.dev=no".to_owned(),
        files: &[],
    },
];

/// What only the bench needs, and nobody waits for who does not run it.
static BENCH: [Module; 1] = [Module {
    name: "kubectl-provider",
    pin: "github.com/gavinbunney/terraform-provider-kubectl",
    programs: &[(Tool::KubectlProvider, ".")],
    stamps: |_| String::new(),
    files: &[],
}];

fn kubernetes_stamps(version: &str) -> String {
    let mut numbers = version.split('.');
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let values = [
        ("gitVersion", format!("v{version}").as_str()),
        ("gitMajor", major),
        ("gitMinor", minor),
        ("gitTreeState", "archive"),
    ]
    .map(|(name, value)| format!("-X k8s.io/component-base/version.{name}={value}"));
    values.join(" ")
}

impl Module {
    /// The module that a program is built from.
    pub fn of(tool: Tool) -> Option<&'static Self> {
        MODULES.iter().chain(&BENCH).find(|module| module.tools().any(|program| program == tool))
    }

    /// Its directory in `tests/acceptance/envtest`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The programs that it makes.
    pub fn tools(&self) -> impl Iterator<Item = Tool> {
        self.programs.iter().map(|(tool, _)| *tool)
    }

    /// The version of its programs, such as `1.37.2`.
    ///
    /// # Errors
    /// When its `go.mod` cannot be read or does not require the pinned module.
    pub fn version(&self) -> Result<String> {
        let manifest = fs::read_to_string(self.source().join("go.mod"))?;
        let version = manifest.lines().find_map(|line| {
            let line = line.trim().trim_start_matches("require ");
            line.strip_prefix(self.pin)?.strip_prefix(" v")?.split_whitespace().next()
        });
        Ok(version.with_context(|| format!("envtest/{}/go.mod does not require {}", self.name, self.pin))?.to_owned())
    }

    pub(super) fn built(&self, tool: Tool) -> Option<PathBuf> {
        let directory = self.directory().ok().filter(|directory| self.is_complete(directory))?;
        Some(directory.join(tool.file()))
    }

    /// Whether a directory holds all that a build makes.
    fn is_complete(&self, directory: &Path) -> bool {
        self.tools().all(|tool| is_executable(&directory.join(tool.file())))
            && self.names_of_files().all(|name| directory.join(name).is_file())
    }

    fn names_of_files(&self) -> impl Iterator<Item = &'static OsStr> {
        self.files.iter().filter_map(|file| Path::new(file).file_name())
    }

    /// Builds all its programs.
    pub(super) fn build(&self) -> Result<()> {
        go::require(&self.source())?;
        let directory = self.directory()?;
        // What is cut off, or done by two at a time, must not leave half a build where a whole one is expected.
        let partial = cache().join(format!("partial-{}-{}", self.name, std::process::id()));
        fs::create_dir_all(&partial).with_context(|| format!("cannot write {}", partial.display()))?;
        let outcome = self.build_into(&partial).and_then(|()| self.keep(&partial, &directory));
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        outcome
    }

    /// Makes a build the one that is used, unless another was quicker.
    fn keep(&self, build: &Path, directory: &Path) -> Result<()> {
        if fs::rename(build, directory).is_ok() || self.is_complete(directory) {
            return Ok(());
        }
        if directory.exists() {
            // It was whole once, and lacks something now.
            fs::remove_dir_all(directory)?;
        }
        fs::rename(build, directory).with_context(|| format!("cannot write {}", directory.display()))
    }

    fn build_into(&self, directory: &Path) -> Result<()> {
        let version = self.version()?;
        let packages: Vec<_> = self.programs.iter().map(|(_, package)| *package).collect();
        let output = match self.programs {
            // Go would name it after its package.
            [(tool, _)] => directory.join(tool.file()),
            _ => directory.to_owned(),
        };
        let what = format!("{} {version}", self.name);
        go::build(&what, &self.source(), &packages, &output, &(self.stamps)(&version))?;
        self.copy_files(directory)
    }

    fn copy_files(&self, directory: &Path) -> Result<()> {
        let mut list = go::command(&self.source());
        let module = progress::capture("go list", list.args(["list", "-m", "-f", "{{.Dir}}", self.pin]))?;
        for file in self.files.iter().map(|file| Path::new(module.trim()).join(file)) {
            // Written rather than copied: what Go keeps is read-only, and a cache should be easy to remove.
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            fs::write(directory.join(file.file_name().unwrap_or_default()), content)?;
        }
        Ok(())
    }

    /// The files beside its programs, where it was built.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        let directory = self.directory().ok().filter(|directory| self.is_complete(directory));
        directory.into_iter().flat_map(|directory| self.names_of_files().map(move |name| directory.join(name)))
    }

    fn source(&self) -> PathBuf {
        workspace::root().join("tests/acceptance/envtest").join(self.name)
    }

    /// A directory of its own for every set of pins and every platform.
    fn directory(&self) -> Result<PathBuf> {
        let mut hash = Sha256::new();
        for file in ["go.mod", "go.sum"] {
            hash.update(fs::read(self.source().join(file))?);
        }
        // Few modules have code of their own.
        if let Ok(code) = fs::read(self.source().join("main.go")) {
            hash.update(code);
        }
        let packages = self.programs.iter().map(|(_, package)| *package);
        for part in packages.chain(self.files.iter().copied()).chain(go::BUILD) {
            hash.update(part);
        }
        hash.update((self.stamps)(""));
        hash.update([std::env::consts::OS, std::env::consts::ARCH].join("/"));
        let key: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Ok(cache().join(format!("{}-{}-{key}", self.name, self.version()?)))
    }
}

/// The directory of all builds: as the environment says, or where this platform keeps what can be made again.
fn cache() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(dir) = variable(CACHE_VARIABLE) {
        return workspace::root().join(dir);
    }
    let user = match std::env::consts::OS {
        "windows" => variable("LOCALAPPDATA"),
        "macos" => variable("HOME").map(|home| home.join("Library/Caches")),
        _ => variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache"))),
    };
    user.unwrap_or_else(workspace::tools).join("openchoreo-envtest")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Module> {
        MODULES.iter().chain(&BENCH)
    }

    #[test]
    fn every_module_pins_a_version() {
        for module in all() {
            let version = module.version().expect(module.name);
            assert!(version.split('.').count() >= 3, "{}: {version}", module.name);
        }
    }

    #[test]
    fn every_module_has_a_directory_of_its_own() {
        let mut directories: Vec<_> = all().map(|module| module.directory().expect(module.name)).collect();
        directories.sort();
        directories.dedup();
        assert_eq!(directories.len(), all().count());
        assert!(directories.iter().all(|directory| directory.starts_with(cache())));
    }

    #[test]
    fn kubernetes_is_told_its_version() {
        let stamps = kubernetes_stamps("1.37.2");
        for stamp in ["version.gitVersion=v1.37.2", "version.gitMajor=1", "version.gitMinor=37"] {
            assert!(stamps.contains(stamp), "{stamps}");
        }
    }
}
