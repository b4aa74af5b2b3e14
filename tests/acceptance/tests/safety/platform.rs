//! A small platform with every kind of object, and where it is applied.

use std::time::Duration;

use anyhow::{Result, bail};
use openchoreo_acceptance::{Inventory, On, Platform, Terraform};

/// Components that call each other in a ring, in two environments.
pub(crate) const CONFIGURATION: &str = include_str!("platform.tf");

/// How many resources the configuration has.
pub(crate) const RESOURCES: usize = 12;

/// How long the controllers may take for what they do after the apply; a limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A control plane, and a client that works on it.
pub(crate) struct World {
    pub(crate) platform: Platform,
    pub(crate) terraform: Terraform,
}

impl World {
    /// A control plane with nothing of the test's, and the configuration above, initialised and not applied.
    pub(crate) async fn new(on: On) -> Result<Self> {
        let platform = on.start_durable().await?;
        let terraform = workspace(&platform).await?;
        Ok(Self { platform, terraform })
    }

    /// The same control plane, after what was applied is destroyed, and a client that knows nothing of it.
    pub(crate) async fn emptied(mut self, empty: &Inventory) -> Result<Self> {
        self.terraform.destroy(&[]).await?.ok()?;
        self.becomes(empty).await?;
        self.terraform = workspace(&self.platform).await?;
        Ok(self)
    }

    /// Waits until the control plane holds exactly what is expected.
    pub(crate) async fn becomes(&self, expected: &Inventory) -> Result<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let difference = self.platform.inventory().await?.difference(expected);
            if difference.is_empty() {
                return Ok(());
            }
            if tokio::time::Instant::now() > deadline {
                let log = self.platform.log();
                let complaints: Vec<_> = log.lines().filter(|line| !is_chatter(line)).collect();
                bail!("the control plane does not get there:\n{difference}\n{}", complaints.join("\n"));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn workspace(platform: &Platform) -> Result<Terraform> {
    let mut terraform = platform.terraform(CONFIGURATION).await?;
    // Sockets of killed providers stay behind: in a directory that the test removes.
    let directory = terraform.directory().display().to_string();
    terraform.set("TMPDIR", &directory);
    Ok(terraform)
}

fn is_chatter(line: &str) -> bool {
    [" TRACE ", " DEBUG "].iter().any(|level| line.contains(level))
}
