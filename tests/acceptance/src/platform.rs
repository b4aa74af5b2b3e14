//! A control plane with the platform's controllers, and one test's part of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use kube::Client;
use xtask::tools::Tool;

use crate::{Cluster, ControlPlane, Inventory, Kubectl, OpenchoreoDev, Shared, Terraform, Wire};

/// What `openchoreo dev` starts with, by another name: the organization, and what is in it.
const FURNITURE: [&str; 2] = [include_str!("organization.yaml"), include_str!("platform.yaml")];
const APPLY: [&str; 4] = ["apply", "--server-side", "-f", "-"];
/// A limit for failures, which no success waits for.
const PATIENCE: &str = "--timeout=120s";

/// A control plane on which the platform's controllers run, and the name of an organization that no other test uses on it.
///
/// A real one is shared by the tests of the process: what a test creates besides the organization must be in the
/// organization's namespace or have its name in its own.
pub struct Platform {
    place: Place,
    kubeconfig: PathBuf,
    client: Option<Tool>,
    organization: String,
}

enum Place {
    Dev(OpenchoreoDev),
    Shared(ControlPlane),
}

impl Platform {
    /// `openchoreo dev`, for this test alone.
    pub(crate) async fn embedded(client: Option<Tool>, log: &str) -> Result<Self> {
        let dev = OpenchoreoDev::start_logging(log).await?;
        Ok(Self { kubeconfig: dev.kubeconfig(), place: Place::Dev(dev), client, organization: "acme".to_owned() })
    }

    /// The test's part of a real cluster.
    pub(crate) async fn real(client: Option<Tool>, shared: Shared) -> Result<Self> {
        Ok(Self::part_of(ControlPlane::shared(shared).await?, client))
    }

    /// A part of a real cluster that somebody else has started, with its controllers.
    ///
    /// # Errors
    /// When the kubeconfig cannot be used.
    pub async fn over(kubeconfig: PathBuf, client: Option<Tool>) -> Result<Self> {
        Ok(Self::part_of(ControlPlane::of(kubeconfig).await?, client))
    }

    fn part_of(plane: ControlPlane, client: Option<Tool>) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        // No name is the beginning of another one.
        let organization = format!("acme-{:04}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self { kubeconfig: plane.kubeconfig().to_owned(), place: Place::Shared(plane), client, organization }
    }

    /// The name of an organization that only this test uses. It does not exist yet.
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// Creates the organization with what `openchoreo dev` starts with: the data plane `local`, the environment
    /// `development`, and a pipeline and a project named `default`. Waits until they are ready.
    ///
    /// # Errors
    /// When the control plane refuses them, or they do not become ready.
    pub async fn furnish(&self) -> Result<()> {
        let kubectl = self.kubectl()?;
        for manifest in self.furniture() {
            kubectl.run_with_input(&APPLY, &manifest).await?.ok()?;
            let wait = ["wait", "--for=condition=Ready", PATIENCE, "--filename=-"];
            kubectl.run_with_input(&wait, &manifest).await?.ok()?;
        }
        Ok(())
    }

    /// The manifests that [`Self::furnish`] applies, one after the other.
    pub fn furniture(&self) -> [String; 2] {
        FURNITURE.map(|manifest| manifest.replace("ORGANIZATION", &self.organization))
    }

    /// The kubeconfig that reaches the control plane as an administrator.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// A client of the control plane.
    ///
    /// # Errors
    /// When the kubeconfig cannot be read.
    pub async fn client(&self) -> Result<Client> {
        match &self.place {
            Place::Dev(dev) => dev.client().await,
            Place::Shared(plane) => Ok(plane.client()),
        }
    }

    /// Requests to the control plane.
    ///
    /// # Errors
    /// When the kubeconfig cannot be read.
    pub async fn wire(&self) -> Result<Wire> {
        Ok(Wire::new(self.client().await?))
    }

    /// kubectl, for the namespace of the organization where no argument names another.
    ///
    /// # Errors
    /// When there is no kubectl.
    pub fn kubectl(&self) -> Result<Kubectl> {
        Ok(Kubectl::new(&self.kubeconfig)?.within(&self.organization))
    }

    /// The client with a configuration, initialised, in which `var.organization` is the organization's name. It keeps no
    /// log: writing that takes longer than all the rest.
    ///
    /// # Errors
    /// When `init` fails, or the test is one without a client.
    pub async fn terraform(&self, configuration: &str) -> Result<Terraform> {
        let client = self.client.context("this test has no client")?;
        let mut terraform = Terraform::with(client, configuration, &self.kubeconfig).await?;
        terraform.set("TF_LOG", "");
        terraform.set("TF_VAR_organization", &self.organization);
        Ok(terraform)
    }

    /// All that the control plane holds; on a shared one, what mentions the organization.
    ///
    /// # Errors
    /// What the control plane says.
    pub async fn inventory(&self) -> Result<Inventory> {
        let inventory = Inventory::read(&self.client().await?).await?;
        Ok(match &self.place {
            Place::Dev(_) => inventory,
            Place::Shared(_) => inventory.mentioning(&self.organization),
        })
    }

    /// `openchoreo dev`, where this is one and not a real cluster.
    pub fn dev(&mut self) -> Option<&mut OpenchoreoDev> {
        match &mut self.place {
            Place::Dev(dev) => Some(dev),
            Place::Shared(_) => None,
        }
    }

    /// What the controllers have written so far.
    pub fn log(&self) -> String {
        match &self.place {
            Place::Dev(dev) => dev.log(),
            Place::Shared(_) => std::fs::read_to_string(Cluster::controllers_log(&self.kubeconfig)).unwrap_or_default(),
        }
    }
}
