use std::collections::HashMap;

use super::*;

fn check(block: &[(&str, &str)], variables: &[(&str, &str)], expected: impl Fn(&Settings) -> bool) {
    let config = Value::object(block.iter().map(|(name, value)| (*name, Value::from(*value))));
    let known: HashMap<&str, &str> = variables.iter().copied().collect();
    let settings = settings(&config, |name| known.get(name).map(|value| (*value).to_owned()));
    let settings = settings.unwrap_or_else(|error| panic!("{block:?} {variables:?}: {error}"));
    assert!(expected(&settings), "{block:?} {variables:?}");
}

const ALL: [(&str, &str); 6] = [
    ("KUBE_HOST", "https://env"),
    ("KUBE_TOKEN", "env-token"),
    ("KUBE_CONFIG_PATH", "/env/config"),
    ("KUBE_CTX", "env-context"),
    ("KUBECONFIG", "/kubeconfig"),
    ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
];

#[test]
fn attributes_win_over_every_variable() {
    check(&[("config_path", "/block")], &ALL, |settings| {
        settings.kubeconfig == [PathBuf::from("/block")]
            && settings.host.is_none()
            && settings.token.is_none()
            && settings.context.as_deref() == Some("env-context")
    });
    check(&[("host", "https://block")], &ALL, |settings| {
        settings.host.as_deref() == Some("https://block")
            && settings.kubeconfig.is_empty()
            && settings.token.as_deref() == Some("env-token")
            && !settings.in_cluster
    });
    check(&[("host", "https://block"), ("token", "block")], &ALL, |settings| {
        settings.token.as_deref() == Some("block")
    });
}

#[test]
fn kube_variables_win_over_kubeconfig_and_that_over_the_pod() {
    check(&[], &ALL, |settings| {
        settings.host.as_deref() == Some("https://env") && settings.kubeconfig == [PathBuf::from("/env/config")]
    });
    check(&[], &ALL[4..], |settings| settings.kubeconfig == [PathBuf::from("/kubeconfig")] && !settings.in_cluster);
    check(&[], &ALL[5..], |settings| settings.in_cluster && settings.kubeconfig.is_empty());
}

#[test]
fn a_kubeconfig_of_the_environment_may_be_a_list() {
    let list = std::env::join_paths(["/a", "/b"]).expect("paths");
    let list = list.to_str().expect("text");
    for name in ["KUBECONFIG", "KUBE_CONFIG_PATHS"] {
        check(&[], &[(name, list)], |settings| settings.kubeconfig.len() == 2);
    }
}

#[test]
fn the_home_directory_is_filled_in() {
    check(&[("config_path", "~/kube")], &[("HOME", "/home/me")], |settings| {
        settings.kubeconfig == [PathBuf::from("/home/me/kube")]
    });
}

#[test]
fn nothing_at_all_is_an_error_and_no_default_file() {
    let empty = Value::object::<String>([]);
    let error = settings(&empty, |name| (name == "HOME").then(|| "/home/me".into())).err().expect("an error");
    for part in ["config_path", "KUBE_CONFIG_PATH", "KUBECONFIG", "host", "exec"] {
        assert!(error.to_string().contains(part), "{part}");
    }
}
