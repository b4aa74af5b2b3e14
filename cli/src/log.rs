//! Where output goes: results to stdout, everything else to stderr.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::Context;
use tracing_subscriber::EnvFilter;

/// Starts logging to stderr.
///
/// # Errors
/// A filter that cannot be read.
pub(crate) fn start(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| {
        format!(
            "--log `{filter}` is no filter; use a level (error, warn, info, debug, trace, off) or target=level, ..."
        )
    })?;
    let is_terminal = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(is_terminal).init();
    Ok(())
}

/// Prints a result. A reader that went away has all that it wants.
///
/// # Errors
/// What the operating system says of stdout.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to stdout"),
    }
}

/// Prints something for people. There is nowhere to say that it did not work.
pub(crate) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
