//! A small platform with every kind of object, and where it is applied.

use std::time::Duration;

use anyhow::{Result, bail};
use openchoreo_acceptance::{Inventory, OpenchoreoDev, Terraform};

/// Components that call each other in a ring, in two environments.
pub(crate) const CONFIGURATION: &str = include_str!("platform.tf");

/// How many resources the configuration has.
pub(crate) const RESOURCES: usize = 12;

/// How long the controllers may take for what they do after the apply; a limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A control plane, and a client that works on it.
pub(crate) struct World {
    pub(crate) dev: OpenchoreoDev,
    pub(crate) terraform: Terraform,
}

impl World {
    /// An empty control plane and the configuration above, initialised and not applied.
    pub(crate) async fn new() -> Result<Self> {
        let dev = OpenchoreoDev::start().await?;
        let mut terraform = Terraform::new(CONFIGURATION, &dev.kubeconfig()).await?;
        // Sockets of killed providers stay behind: in a directory that the test removes.
        let directory = terraform.directory().display().to_string();
        terraform.set("TMPDIR", &directory);
        terraform.set("TF_LOG", "");
        Ok(Self { dev, terraform })
    }

    /// Waits until the control plane holds exactly what is expected.
    pub(crate) async fn becomes(&self, expected: &Inventory) -> Result<()> {
        let client = self.dev.client().await?;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let difference = Inventory::read(&client).await?.difference(expected);
            if difference.is_empty() {
                return Ok(());
            }
            if tokio::time::Instant::now() > deadline {
                bail!("the control plane does not get there:\n{difference}\n{}", self.dev.log());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
