//! The control plane, `openchoreo dev`, in the background until `--down`.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::workspace;

use super::{CLI, Home};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(50);

/// A control plane that runs.
pub(super) struct Server {
    pub(super) kubeconfig: PathBuf,
    pub(super) log: PathBuf,
}

impl Server {
    /// Starts the control plane, or finds the one that an earlier quickstart started.
    pub(super) fn start(home: &Home) -> Result<Self> {
        let server = Self { kubeconfig: home.kubeconfig(), log: home.path("control-plane.log") };
        if running(home).is_some() {
            eprintln!("the control plane of an earlier quickstart runs already");
            return Ok(server);
        }
        fs::create_dir_all(&home.0)?;
        // It appears again when the new control plane is ready.
        remove_if_there(&server.kubeconfig)?;
        eprintln!("starting the control plane");
        let mut child = server.spawn(home)?;
        fs::write(home.path("pid"), child.id().to_string())?;
        server.wait_until_ready(&mut child)?;
        Ok(server)
    }

    fn spawn(&self, home: &Home) -> Result<Child> {
        let log = File::create(&self.log)?;
        let mut command = Command::new(workspace::binary(CLI));
        command
            .args(["dev", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(home.path("data"))
            .arg("--kubeconfig")
            .arg(&self.kubeconfig)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        detach(&mut command);
        command.spawn().context("cannot start the control plane")
    }

    fn wait_until_ready(&self, child: &mut Child) -> Result<()> {
        let started = Instant::now();
        while !self.kubeconfig.exists() {
            if let Some(status) = child.try_wait()? {
                bail!("the control plane ended ({status}):\n{}", fs::read_to_string(&self.log)?);
            }
            if started.elapsed() > START_LIMIT {
                bail!("the control plane is not ready after {START_LIMIT:?}; its log is {}", self.log.display());
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}

/// Ends the control plane, if it runs.
pub(super) fn stop(home: &Home) -> Result<()> {
    let Some(pid) = running(home) else { return Ok(()) };
    let started = Instant::now();
    Command::new("kill").arg(&pid).status().context("cannot run kill")?;
    while running(home).is_some() {
        if started.elapsed() > STOP_LIMIT {
            bail!("the control plane, process {pid}, does not end: stop it by hand and repeat the command");
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// The process that the last quickstart started, as far as it is still the control plane of this data:
/// process numbers are used again.
fn running(home: &Home) -> Option<String> {
    let pid = fs::read_to_string(home.path("pid")).ok()?;
    let output = Command::new("ps").args(["-p", &pid, "-o", "stat=,args="]).output().ok()?;
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    let alive = !line.trim_start().starts_with('Z');
    (alive && line.contains(&*home.path("data").to_string_lossy())).then_some(pid)
}

fn remove_if_there(path: &PathBuf) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// A process group of its own keeps it from the Ctrl-C that is meant for this command.
#[cfg(unix)]
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}
