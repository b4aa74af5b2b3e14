use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use openchoreo_proto::{
    plugin::{Empty, grpc_controller_client::GrpcControllerClient},
    tfplugin6::{get_metadata, provider_client::ProviderClient},
};

use crate::echo::{COOKIE, Echo, command, emptied};

#[tokio::test]
async fn shutdown_ends_the_process() {
    let echo = Echo::start();
    let channel = echo.channel().await;
    let metadata = ProviderClient::new(channel.clone()).get_metadata(get_metadata::Request {}).await.unwrap();
    assert_eq!(metadata.into_inner().resources[0].type_name, "echo_note");
    GrpcControllerClient::new(channel).shutdown(Empty {}).await.unwrap();
    assert_eq!(echo.ended(), (Some(0), String::new()));
}

#[tokio::test]
async fn an_interrupt_is_left_to_the_host() {
    let echo = Echo::start();
    let channel = echo.channel().await;
    for _ in 0..3 {
        echo.signal("-INT");
        ProviderClient::new(channel.clone()).get_metadata(get_metadata::Request {}).await.unwrap();
    }
    echo.signal("-TERM");
    assert_eq!(echo.ended().0, Some(0));
}

#[test]
fn under_a_debugger_an_interrupt_ends_it() {
    let mut echo = Echo::from(command().arg("--debug"));
    let mut text = String::new();
    while !text.contains("Interrupt") {
        echo.output.read_line(&mut text).unwrap();
    }
    let variable = text.lines().find_map(|line| line.trim().strip_prefix("TF_REATTACH_PROVIDERS=")).unwrap();
    let variable: serde_json::Value = serde_json::from_str(variable.trim_matches('\'')).unwrap();
    let provider = &variable["registry.terraform.io/openchoreo/echo"];
    assert_eq!((&provider["Pid"], &provider["Test"]), (&echo.child.id().into(), &true.into()));
    echo.signal("-INT");
    assert_eq!(echo.ended().0, Some(0));
}

#[test]
fn it_does_not_outlive_a_killed_host() {
    let directory = tempfile::tempdir().unwrap();
    let echo = command().get_program().to_owned();
    let mut host = Command::new("sh");
    host.args(["-c", "\"$0\" & wait"]).arg(echo).env(COOKIE.0, COOKIE.1);
    host.env("PLUGIN_UNIX_SOCKET_DIR", directory.path()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut host = host.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("1|6|unix|"), "{line}");
    host.kill().unwrap();
    host.wait().unwrap();
    emptied(directory.path());
}
