//! `openchoreo dev`, as users start and stop it.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Far beyond what a start takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A control plane that ends with the test, whatever comes.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn dev(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openchoreo"));
    command.args(["dev", "--listen", "127.0.0.1:0", "--data-dir"]).arg(directory);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(directory: &Path) -> Running {
    let mut running = Running(Some(dev(directory).spawn().expect("a process")));
    let since = Instant::now();
    while !directory.join("kubeconfig").exists() {
        let ended = running.0.as_mut().and_then(|child| child.try_wait().expect("a state"));
        assert!(ended.is_none() && since.elapsed() < PATIENCE, "it is not ready: {ended:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    running
}

fn stop(mut running: Running) -> Output {
    let child = running.0.take().expect("a process");
    let signalled = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(signalled.success());
    child.wait_with_output().expect("an end")
}

#[test]
fn a_control_plane_starts_once_for_a_directory_and_stops_when_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let running = start(directory.path());
    let second = dev(directory.path()).output().expect("an end");
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("already runs") && said.contains("https://127.0.0.1:"), "{said}");
    assert!(directory.path().join("kubeconfig").exists(), "the first one's kubeconfig stays");
    let output = stop(running);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("is ready on https://127.0.0.1:"));
}

#[test]
fn a_control_plane_that_was_killed_starts_again() {
    let directory = tempfile::tempdir().expect("a directory");
    drop(start(directory.path()));
    std::fs::remove_file(directory.path().join("kubeconfig")).expect("the kubeconfig of the first");
    let output = stop(start(directory.path()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_kubeconfig_of_somebody_else_is_not_overwritten() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("mine");
    std::fs::write(&file, "apiVersion: v1\nkind: Config\nclusters: [{name: work}]\n").expect("a file");
    let output = dev(&directory.path().join("data")).arg("--kubeconfig").arg(&file).output().expect("an end");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("left as it is"));
    assert!(std::fs::read_to_string(&file).expect("the file").contains("work"));
}
