use super::*;

const KUBECONFIG: &str = r#"
apiVersion: v1
kind: Config
current-context: one
clusters:
- {name: a, cluster: {server: "https://a.example:6443"}}
- {name: b, cluster: {server: "https://b.example:6443", insecure-skip-tls-verify: true}}
users:
- {name: u, user: {token: from-the-file}}
- {name: e, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: login}}}
contexts:
- {name: one, context: {cluster: a, user: u}}
- {name: two, context: {cluster: b, user: e}}
- {name: lost, context: {cluster: c, user: u}}
"#;

fn kubeconfig() -> Kubeconfig {
    Kubeconfig::from_yaml(KUBECONFIG).expect("valid")
}

#[test]
fn selects_the_current_context_or_the_one_named() {
    for (context, server) in [(None, "https://a.example:6443"), (Some("two"), "https://b.example:6443")] {
        let (cluster, _) = select(kubeconfig(), context).expect("there");
        assert_eq!(cluster.server.as_deref(), Some(server));
    }
    let unknown = select(kubeconfig(), Some("three")).map(drop).unwrap_err();
    assert_eq!(unknown.to_string(), "the kubeconfig has no context \"three\"; its contexts are one, two, lost");
    assert!(matches!(select(kubeconfig(), Some("lost")), Err(ConnectError::Kubeconfig(_))));
    assert!(matches!(select(Kubeconfig::default(), None), Err(ConnectError::NoContext)));
}

#[test]
fn settings_win_over_the_kubeconfig() {
    let settings = Settings {
        host: Some("https://c.example".into()),
        client_certificate: Some("certificate".into()),
        client_key: Some("key".into()),
        insecure: Some(false),
        ..Settings::default()
    };
    let (mut cluster, mut auth_info) = select(kubeconfig(), Some("two")).expect("there");
    overlay_cluster(&mut cluster, &settings);
    overlay_auth(&mut auth_info, &settings);
    assert_eq!(cluster.server.as_deref(), Some("https://c.example"));
    assert_eq!(cluster.insecure_skip_tls_verify, Some(false));
    assert_eq!(auth_info.client_certificate_data, Some(STANDARD.encode("certificate")));
    assert!(auth_info.exec.is_none() && auth_info.token.is_none());
}

#[test]
fn a_credential_command_never_talks_to_the_terminal() {
    let (_, mut auth_info) = select(kubeconfig(), Some("two")).expect("there");
    overlay_auth(&mut auth_info, &Settings::default());
    assert_eq!(auth_info.exec.expect("kept").interactive_mode, Some(ExecInteractiveMode::Never));
}

#[test]
fn a_broken_kubeconfig_is_not_quoted() {
    let folder = std::env::temp_dir().join(format!("openchoreo-kubeconfig-{}", std::process::id()));
    std::fs::write(&folder, "users: [{token: canary\n").expect("written");
    let error = read(std::slice::from_ref(&folder)).expect_err("broken");
    std::fs::remove_file(&folder).expect("removed");
    assert!(!error.to_string().contains("canary"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_output_of_a_failing_credential_command_is_not_shown() {
    let exec = Exec {
        api_version: "client.authentication.k8s.io/v1".into(),
        command: "sh".into(),
        args: vec!["-c".into(), "echo canary; echo canary >&2; exit 3".into()],
        env: vec![],
    };
    let settings = Settings { host: Some("https://a.example".into()), exec: Some(exec), ..Settings::default() };
    let error = ControlPlane::connect(&settings).await.err().expect("the command fails").to_string();
    assert!(error.contains("exit status: 3") && !error.contains("canary"), "{error}");
}
