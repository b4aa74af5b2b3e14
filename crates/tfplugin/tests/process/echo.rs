//! Starts the echo example.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    thread::sleep,
    time::Duration,
};

use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tonic::transport::{Channel, Endpoint};

pub(crate) const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// The example's program, which `cargo test` builds along with this one.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples/echo");
    assert!(program.exists(), "{} is absent: `cargo build --example echo` makes it", program.display());
    program
}

/// The program in an environment without what a host says.
pub(crate) fn command() -> Command {
    let mut command = Command::new(program());
    command.env_clear().env("TMPDIR", std::env::temp_dir()).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command that ends by itself.
pub(crate) fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A running provider with its sockets in a directory of its own.
pub(crate) struct Echo {
    pub(crate) child: Child,
    pub(crate) output: BufReader<ChildStdout>,
    pub(crate) directory: tempfile::TempDir,
    /// What it wrote first.
    pub(crate) line: String,
}

impl Echo {
    /// Starts it as a host does that wants no TLS.
    pub(crate) fn start() -> Self {
        Self::from(command().env(COOKIE.0, COOKIE.1))
    }

    pub(crate) fn from(command: &mut Command) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut child = command.env("PLUGIN_UNIX_SOCKET_DIR", directory.path()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        Self { child, output, directory, line }
    }

    pub(crate) fn fields(&self) -> Vec<&str> {
        self.line.trim_end().split('|').collect()
    }

    /// A connection to the socket that the handshake names.
    pub(crate) async fn channel(&self) -> Channel {
        let socket = self.fields()[3].to_owned();
        let connector = tower::service_fn(move |_| {
            let socket = socket.clone();
            async move { UnixStream::connect(socket).await.map(TokioIo::new) }
        });
        Endpoint::from_static("http://echo").connect_with_connector(connector).await.unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    /// Waits for its end; says how it ended and what it wrote since.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        let code = self.child.wait().unwrap().code();
        assert_eq!(files(self.directory.path()), 0, "the socket is left");
        (code, rest)
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        // It has ended already unless a test has failed.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn files(directory: &Path) -> usize {
    directory.read_dir().unwrap().count()
}

/// Waits until a directory is empty, as long as it takes: a test that hangs is stopped by whoever runs it.
pub(crate) fn emptied(directory: &Path) {
    while files(directory) > 0 {
        sleep(Duration::from_millis(20));
    }
}
