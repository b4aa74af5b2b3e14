//! Runs test binaries, as many at a time as there are processors.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use xtask::workspace;

use super::binaries::TestBinary;
use super::outcome::Outcome;

/// Runs all binaries and shows each as it ends.
pub(super) fn run_all(mut binaries: Vec<TestBinary>, arguments: &[&str]) -> Vec<Outcome> {
    // Those with processes of their own take longest, and are first so that nothing waits for them at the end.
    binaries.sort_by_key(|binary| !binary.name.starts_with("openchoreo-acceptance"));
    let outcomes = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let at_a_time = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..at_a_time {
            scope.spawn(|| {
                while let Some(binary) = binaries.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = run(binary, arguments);
                    outcomes.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Runs the examples in the documentation.
pub(super) fn run_documentation(arguments: &[&str]) -> Outcome {
    let mut command = workspace::cargo();
    command.args(["test", "--quiet", "--workspace", "--doc", "--"]).args(arguments);
    observe("documentation examples", &mut command)
}

fn run(binary: &TestBinary, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(&binary.executable);
    command.args(arguments).current_dir(&binary.package).env("CARGO_MANIFEST_DIR", &binary.package);
    observe(&binary.name, &mut command)
}

fn observe(name: &str, command: &mut Command) -> Outcome {
    let started = Instant::now();
    let outcome = match command.stdin(Stdio::null()).output() {
        Ok(output) => {
            let text =
                [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
            Outcome::new(name.to_owned(), output.status.success(), text)
        }
        Err(error) => Outcome::new(name.to_owned(), false, format!("cannot start {command:?}: {error}")),
    };
    let word = if outcome.passed() { "ok    " } else { "FAILED" };
    let count = outcome.counts.passed + outcome.counts.failed;
    eprintln!("{word} {name}: {count} tests, {:.1} s", started.elapsed().as_secs_f64());
    outcome
}
