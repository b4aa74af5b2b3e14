//! Tests that cannot run here.

use std::fmt::Display;
use std::io::Write;
use std::thread;

use xtask::tools::Tool;

/// Says that the test that this thread runs is skipped, and why, in one line that starts with `skipped: `.
///
/// It goes past the test harness, which hides what a test prints unless it fails: `cargo xtask test` counts and shows
/// these lines, so that a test that did not run never looks as if it had passed.
pub fn skipped(why: impl Display) {
    let current = thread::current();
    let why = why.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let line = format!("skipped: {}: {why}\n", current.name().unwrap_or("a test"));
    // With standard error gone there is nobody left to tell.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// Whether these programs are at hand; where one is not, the test that this thread runs is said to be skipped.
pub fn at_hand(tools: &[Tool]) -> bool {
    let missing = tools.iter().find(|tool| tool.find().is_none());
    if let Some(tool) = missing {
        let name = tool.program();
        skipped(format!("{name} is not there: `cargo xtask tools {name}` tells how to get it, or gets it"));
    }
    missing.is_none()
}
