use http::{Request, Response};
use kube::client::Body;

use super::*;

/// Reads of components from a server that answers single reads with 404 and lists with this.
fn snapshots(code: u16, message: &'static str) -> Snapshots {
    let service = tower::service_fn(move |request: Request<Body>| async move {
        let (code, body) = match request.uri().path().ends_with("/components") {
            true => (code, serde_json::json!({ "code": code, "message": message })),
            false => (404, serde_json::json!({ "code": 404, "details": { "name": "web", "kind": "components" } })),
        };
        let answer = Response::builder().status(code).body(Body::from(body.to_string().into_bytes()));
        Ok::<_, kube::Error>(answer.expect("an answer"))
    });
    Snapshots::new(ControlPlane::new(kube::Client::new(service, "default"), "https://a"))
}

async fn read(snapshots: &Snapshots, name: String) -> Result<Option<DynamicObject>, Error> {
    let resource = ApiResource::erase::<openchoreo_api::component::Component>(&());
    let (_sender, stop) = tokio::sync::watch::channel(false);
    let limits = Limits { deadline: Instant::now() + Duration::from_secs(60), stop };
    snapshots.get(&Target { resource, namespace: Some("shop".into()), name }, &limits).await
}

#[tokio::test(start_paused = true)]
async fn a_thousand_reads_wait_no_longer_than_one_for_a_list_that_fails() {
    let snapshots = snapshots(500, "no");
    let began = Instant::now();
    let reads = (0..1000).map(|number| read(&snapshots, format!("web-{number}")));
    let failed = futures::future::join_all(reads).await.into_iter().filter(Result::is_err).count();
    assert_eq!(failed, 1000 - SINGLE_READS);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    tokio::time::advance(AGAIN).await;
    let began = Instant::now();
    assert!(read(&snapshots, "web".into()).await.is_err());
    assert!(began.elapsed() > Duration::from_secs(1), "the list was not tried again");
}

#[tokio::test(start_paused = true)]
async fn where_lists_are_denied_objects_are_read_singly() {
    for message in ["components.choreo.dev is forbidden: User \"a\" cannot list resource \"components\"", "not today"] {
        let snapshots = snapshots(403, message);
        for number in 0..10 {
            assert!(read(&snapshots, format!("web-{number}")).await.expect("answered").is_none());
        }
    }
}
