use http::{Request, Response};
use kube::{client::Body, discovery::ApiResource};

use super::*;

/// A server that refuses watches, and does not answer reads.
fn control_plane() -> ControlPlane {
    let service = tower::service_fn(|request: Request<Body>| async move {
        if !request.uri().path().ends_with("/components") {
            std::future::pending::<()>().await;
        }
        let answer = Response::builder().status(410).body(Body::from(b"{}".to_vec()));
        Ok::<_, kube::Error>(answer.expect("an answer"))
    });
    ControlPlane::new(kube::Client::new(service, "default"), "https://a")
}

#[tokio::test(start_paused = true)]
async fn an_interruption_says_what_was_waited_for_whatever_is_under_way() {
    let resource = ApiResource::erase::<openchoreo_api::component::Component>(&());
    let target = Target { resource, namespace: Some("shop".into()), name: "web".into() };
    // In the pause after the watch, and in the read after that.
    for moment in [10, 3000] {
        let (sender, stop) = tokio::sync::watch::channel(false);
        let began = Instant::now();
        let limits = Limits { deadline: began + Duration::from_secs(60), stop };
        let control_plane = control_plane();
        let waits = control_plane.wait(&target, None, limits, |_| Verdict::Pending("it is not there".into()));
        let (waited, ()) = tokio::join!(waits, async {
            sleep(Duration::from_millis(moment)).await;
            sender.send_replace(true);
        });
        let error = waited.expect_err("interrupted");
        assert!(matches!(&error, WaitError::Interrupted(why) if why == "it is not there"), "{error}");
        assert_eq!(began.elapsed().as_millis(), u128::from(moment));
    }
}
