//! A provider that the client does not start, but attaches to.

use std::io::{BufRead, BufReader, Read};
use std::process::{ChildStdout, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::process::Guarded;

const VARIABLE: &str = "TF_REATTACH_PROVIDERS=";

/// A running provider, in a process that can therefore be looked into.
pub(super) struct Attached {
    pub(super) process: Guarded,
    /// The process of the provider itself, where `process` is one that looks on.
    pub(super) pid: u32,
    /// The value of `TF_REATTACH_PROVIDERS`.
    pub(super) variable: String,
    /// Nothing more is read of it, but a provider that writes more must not find it closed.
    _output: BufReader<ChildStdout>,
}

impl Attached {
    /// Starts it, and waits until it says how to attach to it.
    pub(super) fn start(mut command: Command) -> Result<Self> {
        command.arg("--debug").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Guarded(command.spawn().with_context(|| format!("cannot start {command:?}"))?);
        let mut output = BufReader::new(process.0.stdout.take().context("there is an output")?);
        let variable =
            output.by_ref().lines().map_while(Result::ok).find_map(|line| {
                line.trim().strip_prefix(VARIABLE).map(|variable| variable.trim_matches('\'').to_owned())
            });
        let variable = variable.context("the provider does not say how to attach to it")?;
        let providers: Value = serde_json::from_str(&variable)?;
        let pid = providers.as_object().and_then(|all| all.values().next()?["Pid"].as_u64());
        let pid = pid.and_then(|pid| u32::try_from(pid).ok()).context("the provider does not say its process")?;
        Ok(Self { process, pid, variable, _output: output })
    }
}
