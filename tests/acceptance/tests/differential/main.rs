//! The embedded API server against the real kube-apiserver, on sequences of requests.

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::Extent;
use openchoreo_acceptance::differential::{Campaign, Outcomes, Pair, Sequence};

/// What CI runs. Longer campaigns are `cargo xtask differential`.
const CAMPAIGN: Campaign = Campaign { seed: 1, first: 0, sequences: 500 };

#[tokio::test]
async fn sequences_of_fixed_seeds_agree() -> Result<()> {
    if !Extent::Api.at_hand() {
        return Ok(());
    }
    let report = CAMPAIGN.run(&Pair::start().await?).await?;
    ensure!(report.disagreements == 0, "{report}");
    Ok(())
}

#[tokio::test]
async fn fixed_cases_agree() -> Result<()> {
    if !Extent::Api.at_hand() {
        return Ok(());
    }
    let pair = Pair::start().await?;
    let mut disagreements = Vec::new();
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential/cases");
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let text = std::fs::read_to_string(&path)?;
        let sequence: Sequence = serde_saphyr::from_str(&text).with_context(|| path.display().to_string())?;
        let mut outcomes = Outcomes::default();
        if let Some(found) = pair.run(&sequence, &mut outcomes).await? {
            disagreements.push(format!("{}, step {}\n{found}", path.display(), found.position + 1));
        }
        // What stands behind it would be a case that cannot fail.
        if outcomes.ended_early() {
            disagreements.push(format!("{}: a documented difference ends it", path.display()));
        }
    }
    ensure!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    Ok(())
}
