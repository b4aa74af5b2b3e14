use std::convert::Infallible;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use http::header::{CONTENT_TYPE, HeaderName, WARNING};
use http::{HeaderValue, Response, StatusCode};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use serde_json::Value;

use crate::openapi::older;
use crate::status::ApiError;

/// The body of an answer: complete, or the stream of a watch.
pub type ResponseBody = UnsyncBoxBody<Bytes, Infallible>;

/// The longest text of a warning header, in bytes.
const MAX_WARNING: usize = 1 << 10;

/// A JSON document.
pub(super) fn json(code: StatusCode, document: &Value) -> Response<ResponseBody> {
    json_bytes(code, document.to_string().into())
}

/// A JSON document that is already written.
pub(super) fn json_bytes(code: StatusCode, document: Bytes) -> Response<ResponseBody> {
    with_type(code, "application/json", Full::new(document).boxed_unsync())
}

/// The OpenAPI document of version 2.
pub(super) fn older_openapi() -> Response<ResponseBody> {
    with_type(StatusCode::OK, older::MEDIA_TYPE, Full::new(Bytes::from_static(older::DOCUMENT)).boxed_unsync())
}

/// A plain text.
pub(super) fn text(code: StatusCode, text: &'static str) -> Response<ResponseBody> {
    let mut response = with_type(code, "text/plain; charset=utf-8", Full::new(text.into()).boxed_unsync());
    let header = HeaderName::from_static("x-content-type-options");
    response.headers_mut().insert(header, HeaderValue::from_static("nosniff"));
    response
}

/// The answer for a path that leads nowhere. It is no `Status`: this is how clients tell that a resource type
/// is missing from an object that is missing.
pub(super) fn unknown_path() -> Response<ResponseBody> {
    text(StatusCode::NOT_FOUND, "404 page not found\n")
}

/// The lines of a watch.
pub(super) fn stream(chunks: impl Stream<Item = Bytes> + Send + 'static) -> Response<ResponseBody> {
    let frames = chunks.map(|chunk| Ok(Frame::data(chunk)));
    with_type(StatusCode::OK, "application/json", StreamBody::new(frames).boxed_unsync())
}

/// An error as its `Status`.
pub(crate) fn status_response(error: &ApiError) -> Response<ResponseBody> {
    json(error.code(), &error.to_status())
}

/// Adds warnings in the form that Kubernetes clients print.
pub(super) fn with_warnings(mut response: Response<ResponseBody>, warnings: &[String]) -> Response<ResponseBody> {
    for warning in warnings {
        let printable = warning.chars().filter(|character| !character.is_control()).take(MAX_WARNING);
        let quoted: String = printable.collect::<String>().replace('\\', "\\\\").replace('"', "\\\"");
        if let Ok(value) = HeaderValue::from_str(&format!("299 - \"{quoted}\"")) {
            response.headers_mut().append(WARNING, value);
        }
    }
    response
}

fn with_type(code: StatusCode, media: &'static str, body: ResponseBody) -> Response<ResponseBody> {
    let mut response = Response::new(body);
    *response.status_mut() = code;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
