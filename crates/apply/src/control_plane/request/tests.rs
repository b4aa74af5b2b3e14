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
    for _ in 0..1000 {
        let (_stop, minute) = limits(60);
        let error = get(&control_plane, "/silent", &minute).await.map(|answer| answer.body).expect_err("silent");
        assert!(
            error.to_string().starts_with("https://a does not answer: no answer to GET /silent within "),
            "{error}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(61), "{:?}", began.elapsed());
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
        assert!(answer.is_err());
        assert_eq!(began.elapsed().as_secs(), 3, "{path}");
    }
}
