use std::net::SocketAddr;

use kube::api::{ListParams, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};
use openchoreo_apiserver::{ApiServer, ListenError, Listening, Options, StoreLocation};

use crate::support::*;

const LOOPBACK: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

/// A client by the listener's kubeconfig, which the test may change before.
async fn client(listening: &Listening, change: impl FnOnce(String) -> String) -> Client {
    let kubeconfig = Kubeconfig::from_yaml(&change(listening.kubeconfig())).unwrap();
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.unwrap();
    Client::try_from(config).unwrap()
}

fn widgets_by(client: Client) -> Api<kube::api::DynamicObject> {
    Api::namespaced_with(client, "default", &resource("example.com", "v1", "Widget"))
}

#[tokio::test]
async fn a_client_with_the_kubeconfig_reaches_the_server() {
    let server = server_with_widgets().await;
    let listening = server.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let api = widgets_by(client(&listening, |kubeconfig| kubeconfig).await);
    api.create(&PostParams::default(), &widget("a")).await.unwrap();
    assert_eq!(api.list(&ListParams::default()).await.unwrap().items.len(), 1);
    listening.shutdown().await;
}

#[tokio::test]
async fn a_client_with_a_wrong_token_or_none_is_refused() {
    let server = server_with_widgets().await;
    let listening = server.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let token = format!("token: {}", listening.token);
    for other in ["token: wrong", "username: someone", "token: ''"] {
        let api = widgets_by(client(&listening, |kubeconfig| kubeconfig.replace(&token, other)).await);
        assert_eq!(code(api.list(&ListParams::default()).await), (401, "Unauthorized".to_owned()), "{other}");
    }
}

#[tokio::test]
async fn a_client_that_trusts_another_authority_is_not_talked_to() {
    let server = server_with_widgets().await;
    let listening = server.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let other = ApiServer::open(Options::default()).await.unwrap();
    let other = other.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let moved = |kubeconfig: String| kubeconfig.replace(&other.addr.to_string(), &listening.addr.to_string());
    let api = widgets_by(client(&other, moved).await);
    assert!(matches!(api.list(&ListParams::default()).await, Err(kube::Error::Service(_))));
}

#[tokio::test]
async fn a_kubeconfig_stays_valid_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let options = || Options { store: StoreLocation::Dir(directory.path().to_owned()), ..Options::default() };
    let server = server_with(options()).await;
    let first = server.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let (kubeconfig, addr) = (first.kubeconfig(), first.addr.to_string());
    first.shutdown().await;
    server.close().await.unwrap();
    let server = ApiServer::open(options()).await.unwrap();
    let second = server.listen(SocketAddr::from(LOOPBACK)).await.unwrap();
    let moved = kubeconfig.replace(&addr, &second.addr.to_string());
    let api = widgets_by(client(&second, |_| moved).await);
    assert_eq!(api.list(&ListParams::default()).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn only_loopback_addresses_are_listened_on() {
    let server = server().await;
    let refused = server.listen("0.0.0.0:0".parse().unwrap()).await;
    assert!(matches!(refused, Err(ListenError::NotLoopback(_))));
}
