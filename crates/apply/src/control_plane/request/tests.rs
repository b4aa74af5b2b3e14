use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

fn headers(entries: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in entries {
        headers.append(*name, http::HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn a_body_without_a_status_gets_one_from_the_code() {
    let page = status(StatusCode::NOT_FOUND, b"404 page not found\n");
    assert_eq!((page.code, page.details), (404, None));
    let real = status(StatusCode::CONFLICT, br#"{"kind":"Status","status":"Failure","code":409,"message":"no"}"#);
    assert_eq!((real.code, real.message.as_str()), (409, "no"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let request = |method: &str, uri: &str| Request::builder().method(method).uri(uri).body(Vec::new()).expect("one");
    assert!(writes(&request("PATCH", "/apis/choreo.dev/v1/organizations/a?fieldManager=b")));
    assert!(writes(&request("DELETE", "/apis/choreo.dev/v1/organizations/a")));
    assert!(!writes(&request("PATCH", "/apis/choreo.dev/v1/organizations/a?&dryRun=All&force=true")));
    assert!(!writes(&request("GET", "/apis/choreo.dev/v1/organizations/a")));
}

#[test]
fn reads_warnings_with_their_quotes() {
    let headers = headers(&[("warning", r#"299 - "use \"v2\"""#), ("warning", r#"299 - "second""#)]);
    assert_eq!(warnings(&headers), [r#"use "v2""#, "second"]);
}

/// A control plane of which every request is answered like this.
fn control_plane<F>(answer: impl Fn(String) -> F + Clone + Send + 'static) -> ControlPlane
where
    F: Future<Output = Result<http::Response<Body>, kube::Error>> + Send + 'static,
{
    let service = tower::service_fn(move |request: Request<Body>| answer(request.uri().path().to_owned()));
    ControlPlane::new(kube::Client::new(service, "default"), "https://a")
}

fn limits(seconds: u64) -> (tokio::sync::watch::Sender<bool>, Limits) {
    let (sender, stop) = tokio::sync::watch::channel(false);
    (sender, Limits { deadline: Instant::now() + Duration::from_secs(seconds), stop })
}

async fn get(control_plane: &ControlPlane, path: &str, limits: &Limits) -> Result<Answer, Error> {
    control_plane.send(Request::get(path).body(Vec::new()).expect("a request"), limits).await
}

fn answered(code: u16) -> Result<http::Response<Body>, kube::Error> {
    Ok(http::Response::builder().status(code).body(Body::from(b"{}".to_vec())).expect("an answer"))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_wait_no_longer_for_a_silent_server_than_one() {
    let control_plane = control_plane(|path| async move {
        match path.as_str() {
            "/well" => answered(200),
            _ => std::future::pending().await,
        }
    });
    let (_stop, minute) = limits(60);
    assert!(get(&control_plane, "/well", &minute).await.is_ok());
    let began = Instant::now();
    let mut said = BTreeSet::new();
    for _ in 0..1000 {
        let (_stop, minute) = limits(60);
        let error = get(&control_plane, "/silent", &minute).await.map(|answer| answer.body).expect_err("silent");
        said.insert(error.to_string());
    }
    assert!(began.elapsed() < Duration::from_secs(61), "{:?}", began.elapsed());
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    // The first one has asked.
    let expected = ["it has answered nobody for 60 s", "no answer to GET /silent within 30 s"];
    assert_eq!(said, expected.map(|reason| format!("https://a does not answer: {reason}")));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_back_is_found_before_the_deadline() {
    let back = Instant::now() + Duration::from_secs(45);
    let control_plane = control_plane(move |path| async move {
        match path.as_str() {
            "/away" if Instant::now() < back => Err(kube::Error::Service("connection refused".into())),
            _ => answered(200),
        }
    });
    let (_stop, ten_minutes) = limits(600);
    // Its address may be wrong.
    let error = get(&control_plane, "/away", &ten_minutes).await.map(drop).expect_err("away");
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    assert!(Instant::now() < back);
    // For a moment, nobody else tries.
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(get(&control_plane, "/well", &ten_minutes).await.is_ok());
    assert!(get(&control_plane, "/away", &ten_minutes).await.is_ok());
    assert!(Instant::now() - back < Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn an_interruption_ends_reads_at_once_and_what_would_be_sent_again() {
    let control_plane = control_plane(|path| async move {
        match path.as_str() {
            "/unwell" => answered(503),
            _ => std::future::pending().await,
        }
    });
    for path in ["/unwell", "/silent"] {
        let (stop, minutes) = limits(600);
        let began = Instant::now();
        let asked = get(&control_plane, path, &minutes);
        let (answer, ()) = tokio::join!(asked, async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            stop.send_replace(true);
        });
        let error = answer.map(drop).expect_err("interrupted");
        assert_eq!(matches!(error, Error::Interrupted { .. }), path == "/silent", "{error}");
        assert_eq!(began.elapsed().as_secs(), 3, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_wait_no_longer_than_one_for_a_server_that_is_away_behind_a_load_balancer() {
    let control_plane = control_plane(|path| async move { answered(if path == "/well" { 200 } else { 503 }) });
    let began = Instant::now();
    for number in 0..1000 {
        let (_stop, minute) = limits(60);
        let path = format!("/away/{number}");
        let error = get(&control_plane, &path, &minute).await.map(drop).expect_err("away");
        assert!(error.to_string().starts_with(&format!("https://a answers GET {path} with 503")), "{error}");
    }
    // The address is right, so that the first one waits as long as it may.
    assert!((50..70).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    let (_stop, minute) = limits(60);
    assert!(get(&control_plane, "/well", &minute).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_back_within_the_time_of_others_is_waited_for_by_who_has_more() {
    let back = Instant::now() + Duration::from_secs(200);
    let control_plane = control_plane(move |_| async move { answered(if Instant::now() < back { 503 } else { 200 }) });
    let (_stop, minute) = limits(60);
    assert!(get(&control_plane, "/a", &minute).await.is_err());
    let (_stop, ten_minutes) = limits(600);
    assert!(get(&control_plane, "/a", &ten_minutes).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_busy_server_is_waited_for_by_everybody() {
    let control_plane = control_plane(|_| async { answered(429) });
    let began = Instant::now();
    for _ in 0..3 {
        let (_stop, minute) = limits(60);
        assert!(get(&control_plane, "/busy", &minute).await.is_err());
    }
    assert!(began.elapsed() > Duration::from_secs(150), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_is_sent_a_second_time_in_the_time_of_a_read() {
    let hangs = Arc::new(AtomicBool::new(true));
    let control_plane = control_plane(move |path| {
        let hangs = hangs.clone();
        async move {
            if path == "/hangs" && hangs.swap(false, Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            answered(200)
        }
    });
    let (_stop, minute) = limits(60);
    assert!(get(&control_plane, "/well", &minute).await.is_ok());
    assert!(get(&control_plane, "/hangs", &minute).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn one_request_that_hangs_does_not_make_a_silent_server_of_one_that_answers_others() {
    let control_plane = control_plane(|path| async move {
        match path.as_str() {
            "/well" => answered(200),
            _ => std::future::pending().await,
        }
    });
    let (_stop, ten_minutes) = limits(600);
    let hangs = async {
        let (_stop, minute) = limits(60);
        get(&control_plane, "/hangs", &minute).await.map(drop)
    };
    let others = async {
        for _ in 0..59 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert!(get(&control_plane, "/well", &ten_minutes).await.is_ok());
        }
    };
    assert!(tokio::join!(hangs, others).0.is_err());
    let (_stop, little) = limits(20);
    assert!(get(&control_plane, "/well", &little).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_failing_server_is_asked_again_no_sooner_than_it_says() {
    let control_plane = control_plane(|_| async {
        let mut answer = answered(500)?;
        answer.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("7"));
        Ok(answer)
    });
    let (_stop, minutes) = limits(600);
    let began = Instant::now();
    let error = get(&control_plane, "/a", &minutes).await.map(drop).expect_err("it fails");
    assert!(began.elapsed() > Duration::from_secs(5 * 7), "{:?}", began.elapsed());
    assert!(matches!(error, Error::Unavailable { sent: 6, .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_read_that_begins_after_an_interruption_takes_seconds_at_most() {
    let control_plane = control_plane(|_| std::future::pending());
    let (stop, minutes) = limits(600);
    stop.send_replace(true);
    let began = Instant::now();
    assert!(get(&control_plane, "/a", &minutes).await.is_err());
    assert!(began.elapsed() <= PROBE_TIMEOUT, "{:?}", began.elapsed());
}
