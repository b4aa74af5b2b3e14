//! The same work on the embedded API server and on kube-apiserver with etcd, in turns, for `cargo xtask bench`.
//!
//! `server-load measure N` writes what N objects cost to standard output: an object with a member for each server.
//! `server-load serve DIR` is the embedded server alone, in a process of its own, so that what it uses can be told apart.
#![allow(clippy::print_stdout, reason = "the output is for the process that started this one")]

mod embedded;
mod load;
mod measure;
mod server;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", dir] => embedded::serve(dir.as_ref()).await,
        ["measure", objects] => {
            let objects = objects.parse().with_context(|| format!("{objects:?} is no number of objects"))?;
            println!("{}", serde_json::to_string(&measure::in_turns(objects).await?)?);
            Ok(())
        }
        _ => bail!("the arguments are `measure N` or `serve DIR`, not {arguments:?}"),
    }
}
