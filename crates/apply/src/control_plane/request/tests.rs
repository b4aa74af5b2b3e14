use super::*;

fn headers(entries: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in entries {
        headers.append(*name, http::HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn delays_grow_to_a_limit() {
    let delays: Vec<_> = (1..9).map(|sent| delay(sent).as_millis()).collect();
    assert_eq!(delays, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
}

#[test]
fn an_overloaded_server_is_asked_until_the_deadline_and_a_refusal_is_final() {
    let asked = headers(&[("retry-after", "7")]);
    assert!(matches!(
        again(StatusCode::TOO_MANY_REQUESTS, &asked),
        Again::UntilDeadline(Some(delay)) if delay.as_secs() == 7
    ));
    assert!(matches!(again(StatusCode::SERVICE_UNAVAILABLE, &headers(&[])), Again::UntilDeadline(None)));
    assert!(matches!(again(StatusCode::INTERNAL_SERVER_ERROR, &headers(&[])), Again::Few));
    assert!(matches!(again(StatusCode::CONFLICT, &headers(&[])), Again::No));
}

#[test]
fn a_body_without_a_status_gets_one_from_the_code() {
    let page = status(StatusCode::NOT_FOUND, b"404 page not found\n");
    assert_eq!((page.code, page.details), (404, None));
    let real = status(StatusCode::CONFLICT, br#"{"kind":"Status","status":"Failure","code":409,"message":"no"}"#);
    assert_eq!((real.code, real.message.as_str()), (409, "no"));
}

#[test]
fn reads_warnings_with_their_quotes() {
    let headers = headers(&[("warning", r#"299 - "use \"v2\"""#), ("warning", r#"299 - "second""#)]);
    assert_eq!(warnings(&headers), [r#"use "v2""#, "second"]);
}
