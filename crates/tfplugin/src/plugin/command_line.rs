//! The program that a provider is.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use tokio::runtime::Builder;

use super::{
    listener::Transport,
    serve::{ServeError, ServeOptions, serve},
};
use crate::provider::Provider;

/// Work of a provider is waiting for answers and turning bytes over: more threads would only cost memory.
const THREADS: usize = 2;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    Serve(ServeOptions),
    Say(String),
    Refuse(String),
}

/// The whole `main` of a provider. `name` is its address, such as `registry.terraform.io/example/echo`.
///
/// Returns 0 after a regular end, 1 where the provider cannot be served and 2 for a wrong command line.
pub fn main<P: Provider>(name: &str, version: &str, provider: impl FnOnce() -> P) -> ExitCode {
    match request(name, version, std::env::args().skip(1)) {
        Request::Serve(options) => match run(provider, options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => complain(&error.to_string(), ExitCode::FAILURE),
        },
        Request::Say(text) => match writeln!(io::stdout(), "{text}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Request::Refuse(text) => complain(&text, ExitCode::from(2)),
    }
}

fn run<P: Provider>(provider: impl FnOnce() -> P, options: ServeOptions) -> Result<(), ServeError> {
    let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
    let served = runtime.block_on(serve(provider(), options));
    // Whatever still runs has been waited for, or has no claim to be.
    runtime.shutdown_background();
    served
}

fn complain(text: &str, code: ExitCode) -> ExitCode {
    // Where standard error is closed there is nobody left to tell.
    let _unheard = writeln!(io::stderr(), "{text}");
    code
}

fn request(name: &str, version: &str, arguments: impl Iterator<Item = String>) -> Request {
    let mut options =
        ServeOptions { name: name.into(), version: version.into(), debug: false, transport: Transport::default() };
    for argument in arguments {
        match argument.as_str() {
            // Go programs spell long options with one dash, and so do many scripts that start providers.
            "--debug" | "-debug" => options.debug = true,
            "--tcp" => options.transport = Transport::Tcp,
            "--version" | "-V" => return Request::Say(format!("{name} {version}")),
            "--help" | "-h" => return Request::Say(help(name, version)),
            _ => return Request::Refuse(format!("unknown option {argument:?}; --help lists those there are")),
        }
    }
    Request::Serve(options)
}

fn help(name: &str, version: &str) -> String {
    format!(
        "{name} {version}, a provider for Terraform and OpenTofu, which start it by themselves.\n\n\
         Options:\n  \
         --debug    Run by hand, under a debugger for example; prints how to attach Terraform\n  \
         --tcp      Listen on a port of the loopback interface instead of a socket in the file system\n  \
         --version  Print name and version\n  \
         --help     Print this"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], expected: impl FnOnce(&Request) -> bool) {
        let request = request("example.org/a/b", "1.0.0", arguments.iter().map(ToString::to_string));
        assert!(expected(&request), "{arguments:?}: {request:?}");
    }

    #[test]
    fn options_are_understood() {
        check(&[], |request| matches!(request, Request::Serve(options) if !options.debug));
        check(&["--debug"], |request| matches!(request, Request::Serve(options) if options.debug));
        check(
            &["-debug", "--tcp"],
            |request| matches!(request, Request::Serve(options) if options.debug && options.transport == Transport::Tcp),
        );
        check(&["--version"], |request| *request == Request::Say("example.org/a/b 1.0.0".into()));
        check(&["--help"], |request| matches!(request, Request::Say(text) if text.contains("--debug")));
        check(&["serve"], |request| matches!(request, Request::Refuse(text) if text.contains("\"serve\"")));
    }
}
