use crate::echo::{COOKIE, Echo, command, run};

#[test]
fn a_human_is_told_what_it_is() {
    let (code, output, errors) = run(&mut command());
    assert_eq!((code, output.as_str()), (Some(1), ""));
    assert!(errors.contains("openchoreo/echo") && errors.contains("required_providers"), "{errors}");
}

#[test]
fn a_host_of_another_protocol_is_told_which_is_needed() {
    let (code, output, errors) = run(command().env(COOKIE.0, COOKIE.1).env("PLUGIN_PROTOCOL_VERSIONS", "4,5"));
    assert_eq!((code, output.lines().count()), (Some(1), 1));
    assert!(output.starts_with("1|6|"), "{output}");
    assert!(errors.contains("version 6") && errors.contains("[4, 5]"), "{errors}");
}

#[test]
fn a_certificate_that_is_none_is_an_error() {
    let (code, output, errors) = run(command().env(COOKIE.0, COOKIE.1).env("PLUGIN_CLIENT_CERT", "nonsense"));
    assert_eq!((code, output.as_str()), (Some(1), ""));
    assert!(errors.contains("PLUGIN_CLIENT_CERT"), "{errors}");
}

#[test]
fn the_handshake_names_the_socket_and_the_certificate() {
    let certificate = include_str!("../../fixtures/host.pem");
    let versions = ("PLUGIN_PROTOCOL_VERSIONS", "5,6");
    let mut command = command();
    command.env(COOKIE.0, COOKIE.1).env(versions.0, versions.1).env("PLUGIN_CLIENT_CERT", certificate);
    let echo = Echo::from(&mut command);
    let [core, protocol, network, address, kind, certificate] = echo.fields()[..] else { panic!("{}", echo.line) };
    assert_eq!((core, protocol, network, kind), ("1", "6", "unix", "grpc"));
    assert!(std::path::Path::new(address).starts_with(echo.directory.path()), "{address}");
    // go-plugin takes anything of at most 50 characters for something else, and reads no padding.
    assert!(certificate.len() > 50 && !certificate.contains('='), "{certificate}");
    echo.signal("-TERM");
    assert_eq!(echo.ended(), (Some(0), String::new()));
}

#[test]
fn without_a_certificate_there_is_no_tls_and_no_port() {
    let echo = Echo::start();
    assert_eq!(echo.fields()[5..], [""]);
    echo.signal("-TERM");
    assert_eq!(echo.ended().0, Some(0));
    let (code, _, errors) = run(command().env(COOKIE.0, COOKIE.1).arg("--tcp"));
    assert_eq!(code, Some(1));
    assert!(errors.contains("TF_DISABLE_PLUGIN_TLS"), "{errors}");
}

#[test]
fn a_port_is_chosen_from_the_host_s_range() {
    let mut command = command();
    command.env(COOKIE.0, COOKIE.1).env("TF_DISABLE_PLUGIN_TLS", "1").arg("--tcp");
    let echo = Echo::from(command.env("PLUGIN_MIN_PORT", "20000").env("PLUGIN_MAX_PORT", "30000"));
    let (host, port) = echo.fields()[3].split_once(':').unwrap();
    assert_eq!((echo.fields()[2], host), ("tcp", "127.0.0.1"));
    assert!((20000..=30000).contains(&port.parse::<u16>().unwrap()), "{port}");
    echo.signal("-TERM");
    assert_eq!(echo.ended().0, Some(0));
}

#[test]
fn the_command_line_explains_itself() {
    let (code, output, _) = run(command().arg("--help"));
    assert!(code == Some(0) && output.contains("--debug"), "{output}");
    let (code, output, _) = run(command().arg("--version"));
    assert!(code == Some(0) && output.starts_with("registry.terraform.io/openchoreo/echo 0."), "{output}");
    let (code, _, errors) = run(command().arg("--nonsense"));
    assert!(code == Some(2) && errors.contains("--nonsense"), "{errors}");
}
