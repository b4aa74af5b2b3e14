//! OpenTofu, the other client.

use anyhow::Result;
use openchoreo_acceptance::{OpenchoreoDev, Terraform};
use xtask::tools::Tool;

use crate::setup;

#[tokio::test]
#[ignore = "needs tofu: `cargo xtask tools tofu` builds it where Go is installed, and `cargo xtask test` then runs this"]
async fn tofu_applies_plans_nothing_and_destroys() -> Result<()> {
    let dev = OpenchoreoDev::start().await?;
    let quickstart = setup::example("terraform/quickstart/main.tf")?;
    let mut tofu = Terraform::with(Tool::OpenTofu, &quickstart, &dev.kubeconfig()).await?;
    tofu.set("TF_LOG", "");
    tofu.apply(&[]).await?.ok()?;
    tofu.plan_is_empty().await?;
    tofu.destroy(&[]).await?.ok()?;
    Ok(())
}
