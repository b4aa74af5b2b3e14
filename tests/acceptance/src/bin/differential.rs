//! Runs generated sequences of requests on the embedded and on the real API server: `cargo xtask differential`.
#![allow(clippy::print_stdout, reason = "the report is this program's output")]

use std::process::ExitCode;

use anyhow::{Context, Result};
use openchoreo_acceptance::differential::{Campaign, Pair, Report};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<bool> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let mut next =
        || arguments.next().context("usage: differential SEED FIRST SEQUENCES")?.context("a number is needed");
    let (seed, first, sequences) = (next()?, usize::try_from(next()?)?, usize::try_from(next()?)?);
    let campaign = Campaign { seed, first, sequences };
    let mut report = Report::of(campaign);
    for block in campaign.blocks() {
        let mut part = block.run(&Pair::empty().await?).await?;
        part.take_transcripts().iter().for_each(|transcript| println!("{transcript}"));
        report.add(part);
        let end = block.first + block.sequences - first;
        eprintln!("{end} of {sequences} sequences, {} differ", report.disagreements);
    }
    println!("{report}");
    for hole in report.holes() {
        println!("never happened: {hole}");
    }
    Ok(report.disagreements == 0 && report.holes().is_empty())
}
