//! `cargo xtask tools`.

use anyhow::{Context, Result};
use xtask::tools::Tool;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Programs to build or install where they are missing; shows all when none is named.
    #[arg(value_parser = Tool::ALL.map(Tool::program))]
    names: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.names.is_empty() {
        Tool::ALL.into_iter().for_each(show);
        return Ok(());
    }
    for name in &arguments.names {
        let tool = Tool::ALL.into_iter().find(|tool| tool.program() == name);
        let path = tool.context("the arguments name known programs only")?.prepare()?;
        println!("{}", path.display());
    }
    Ok(())
}

fn show(tool: Tool) {
    let found = tool.find().map_or_else(|| "not there".to_owned(), |path| path.display().to_string());
    println!("{:<26}{:<70}{found}", tool.program(), tool.purpose());
}
