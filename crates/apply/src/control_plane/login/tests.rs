use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::*;
use crate::control_plane::{ControlPlane, Settings};

const API_VERSION: &str = "client.authentication.k8s.io/v1";

/// An API server that knows of every request only its path and its token.
struct Server {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn start(answer: impl Fn(&str, &str) -> u16 + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::<AtomicUsize>::default();
        let (answer, count) = (Arc::new(answer), asked.clone());
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(connection, answer.clone()));
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Answers one request, the last on its connection.
async fn serve(mut connection: TcpStream, answer: Arc<impl Fn(&str, &str) -> u16>) {
    let mut head = String::new();
    let mut piece = [0; 4096];
    while !head.contains("\r\n\r\n") {
        let read = connection.read(&mut piece).await.expect("a request");
        head.push_str(std::str::from_utf8(&piece[..read]).expect("text"));
    }
    let path = head.split(' ').nth(1).unwrap_or_default();
    let token = head.split_once("Bearer ").or_else(|| head.split_once("bearer "));
    let token = token.and_then(|(_, rest)| rest.lines().next()).unwrap_or_default();
    let code = answer(path, token);
    let text = format!("HTTP/1.1 {code} Code\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
    connection.write_all(text.as_bytes()).await.expect("answered");
}

fn write(folder: &Path, name: &str, content: &str) {
    std::fs::write(folder.join(name), content).expect("written");
}

fn count(folder: &Path, name: &str) -> usize {
    std::fs::read_to_string(folder.join(name)).unwrap_or_default().lines().count()
}

/// A user whose command runs the script in the folder. Each time is a line in the file `logins`.
fn command(folder: &Path, script: &str) -> Value {
    let script = format!("cd '{}'; echo >> logins; {script}", folder.display());
    json!({ "exec": { "apiVersion": API_VERSION, "command": "sh", "args": ["-c", script] } })
}

/// Shell that prints credentials with these fields.
fn credentials(status: &Value) -> String {
    let credential = json!({ "apiVersion": API_VERSION, "kind": "ExecCredential", "status": status });
    format!("printf '%s' '{credential}'")
}

/// A kubeconfig with these servers, whose first one is the current one.
fn kubeconfig(servers: &[&Server], user: &Value) -> String {
    let named =
        |(index, server): (usize, &&Server)| json!({ "name": index.to_string(), "cluster": { "server": server.url } });
    let context =
        |index: usize| json!({ "name": index.to_string(), "context": { "cluster": index.to_string(), "user": "u" } });
    json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "0",
        "clusters": servers.iter().enumerate().map(named).collect::<Vec<_>>(),
        "contexts": (0..servers.len()).map(context).collect::<Vec<_>>(),
        "users": [{ "name": "u", "user": user }],
    })
    .to_string()
}

async fn connect(folder: &Path, server: &Server, user: &Value) -> Client {
    write(folder, "kubeconfig", &kubeconfig(&[server], user));
    let settings = Settings { kubeconfig: vec![folder.join("kubeconfig")], ..Settings::default() };
    ControlPlane::connect(&settings).await.expect("connected").client()
}

async fn get(client: &Client, path: &str) -> kube::Result<StatusCode> {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    Ok(client.send(request).await?.status())
}

#[tokio::test]
async fn a_session_is_renewed_on_its_cluster_whichever_is_the_current_one_by_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let [ours, other] =
        [Server::start(|_, token| if token == "second" { 200 } else { 401 }).await, Server::start(|_, _| 200).await];
    write(folder, "token", "first");
    let user = json!({ "tokenFile": folder.join("token") });
    let client = connect(folder, &ours, &user).await;
    write(folder, "kubeconfig", &kubeconfig(&[&other, &ours], &user));
    write(folder, "token", "second");
    tokio::time::pause();
    tokio::time::advance(PAUSE).await;
    tokio::time::resume();
    assert_eq!(get(&client, "/api").await.expect("answered"), StatusCode::OK);
    assert_eq!((ours.asked(), other.asked()), (2, 0));
}

#[tokio::test]
async fn nothing_that_a_credential_command_prints_is_in_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|path, _| if path == "/denied" { 401 } else { 200 }).await;
    let past = json!({ "token": "canary", "expirationTimestamp": "2001-01-01T00:00:00Z" });
    let script = format!("test ! -e fail || {{ echo canary; echo canary >&2; exit 3; }}; {}", credentials(&past));
    let client = connect(folder.path(), &server, &command(folder.path(), &script)).await;
    assert_eq!(get(&client, "/well").await.expect("answered"), StatusCode::OK);
    write(folder.path(), "fail", "");
    for path in ["/well", "/denied"] {
        let error = get(&client, path).await.expect_err("the command fails");
        let text = format!("{error} {error:?}");
        assert!(text.contains("exit status: 3") && !text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn a_login_that_fails_is_not_tried_with_every_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|path, _| if path == "/well" { 200 } else { 401 }).await;
    let script = format!("test ! -e fail || exit 3; {}", credentials(&json!({ "token": "some" })));
    let client = connect(folder.path(), &server, &command(folder.path(), &script)).await;
    assert_eq!(get(&client, "/well").await.expect("answered"), StatusCode::OK);
    write(folder.path(), "fail", "");
    let before = count(folder.path(), "logins");
    assert!(get(&client, "/denied").await.is_err());
    for _ in 0..50 {
        assert_eq!(get(&client, "/denied").await.expect("answered"), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(count(folder.path(), "logins"), before + 1);
}

#[tokio::test]
async fn a_login_outlives_the_request_that_began_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(|path, token| if path == "/well" || token == "second" { 200 } else { 401 }).await;
    let [first, second] = ["first", "second"].map(|token| credentials(&json!({ "token": token })));
    let script = format!("if test -e slow; then sleep 0.3; {second}; else {first}; fi");
    let client = connect(folder.path(), &server, &command(folder.path(), &script)).await;
    let one = count(folder.path(), "logins");
    assert_eq!(get(&client, "/well").await.expect("answered"), StatusCode::OK);
    write(folder.path(), "slow", "");
    for _ in 0..3 {
        assert!(timeout(Duration::from_millis(100), get(&client, "/denied")).await.is_err());
    }
    assert_eq!(get(&client, "/denied").await.expect("answered"), StatusCode::OK);
    assert_eq!(count(folder.path(), "logins"), 2 * one);
}
