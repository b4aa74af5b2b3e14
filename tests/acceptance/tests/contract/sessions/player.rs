//! Runs a session and compares what is printed.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use openchoreo_acceptance::{Kubectl, Output, Running};

use super::script::{Step, steps, words};
use crate::fixture::Fixture;
use crate::printed::printed;

/// How long a line may take that is expected; a limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(60);

struct Player<'t> {
    test: &'t Fixture,
    kubectl: Kubectl,
    running: Option<Running>,
}

/// Runs the commands of a session one after the other; fails where any of them prints something else than the session says.
///
/// `GROUP` and `NAMESPACE` in commands and input are the test's own. A command with `&` at its end goes on while others
/// run: what stands below it is waited for. `fg` waits for its end, `kill` for the lines below and then ends it.
pub(super) async fn play(test: &Fixture, session: &str) -> Result<()> {
    let mut player = Player { test, kubectl: test.plane.kubectl()?, running: None };
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    for step in steps(session) {
        let said =
            player.step(&step).await.with_context(|| format!("$ {}\nafter\n{}", step.command, found.join("\n")))?;
        found.push(format!("$ {}", step.command));
        found.extend(said);
        expected.push(format!("$ {}", step.command));
        expected.extend(step.expected.iter().map(|line| (*line).to_owned()));
    }
    let differing = expected.iter().zip(&found).position(|(expected, found)| expected != found);
    let at = differing.unwrap_or(expected.len().min(found.len()));
    ensure!(
        expected == found,
        "expected: {:?}\nprinted:  {:?}\nin\n{}",
        expected.get(at),
        found.get(at),
        found.join("\n")
    );
    Ok(())
}

impl Player<'_> {
    async fn step(&mut self, step: &Step<'_>) -> Result<Vec<String>> {
        match step.command {
            "fg" => {
                let running = self.running.take().context("nothing runs")?;
                let output = tokio::time::timeout(PATIENCE, running.end()).await.context("it does not end")??;
                Ok(self.output(&output))
            }
            "kill" => {
                let lines = self.lines(step.expected.len()).await;
                self.running = None;
                lines
            }
            command => self.command(command, step).await,
        }
    }

    async fn command(&mut self, command: &str, step: &Step<'_>) -> Result<Vec<String>> {
        let command = command.strip_prefix("kubectl ").context("a session runs kubectl only")?;
        let (command, goes_on) = command.strip_suffix(" &").map_or((command, false), |command| (command, true));
        let own = |text: &str| text.replace("GROUP", &self.test.group).replace("NAMESPACE", &self.test.namespace);
        let words: Vec<_> =
            ["-n", &self.test.namespace].map(str::to_owned).into_iter().chain(words(&own(command))).collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        if goes_on {
            self.running = Some(self.kubectl.start(&words)?);
            return self.lines(step.expected.len()).await;
        }
        let output = match &step.input {
            Some(input) => self.kubectl.run_with_input(&words, &own(input)).await?,
            None => self.kubectl.run(&words).await?,
        };
        Ok(self.output(&output))
    }

    /// So many lines of the command that goes on.
    async fn lines(&mut self, count: usize) -> Result<Vec<String>> {
        let running = self.running.as_mut().context("nothing runs")?;
        let mut lines = Vec::new();
        while lines.len() < count {
            match tokio::time::timeout(PATIENCE, running.line()).await {
                Ok(Ok(Some(line))) => lines.extend(printed(self.test, &line)),
                Ok(Ok(None)) => bail!("it ended after {lines:#?}"),
                Ok(Err(error)) => return Err(error),
                Err(_) => bail!("no line came after {lines:#?}"),
            }
        }
        Ok(lines)
    }

    /// What a command printed, and its exit code where it failed.
    fn output(&self, output: &Output) -> Vec<String> {
        let mut lines = printed(self.test, &output.text());
        lines.iter_mut().for_each(cut_own_words);
        if output.code != Some(0) {
            lines.push(format!("exit {:?}", output.code.unwrap_or(-1)));
        }
        lines
    }
}

/// The servers say these things in words of their own.
fn cut_own_words(line: &mut String) {
    for start in ["Error from server (BadRequest):", "Error from server (Conflict):"] {
        if line.starts_with(start) {
            line.truncate(start.len());
        }
    }
}
