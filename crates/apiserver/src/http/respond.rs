use std::collections::HashSet;
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

/// How many characters a warning has at most where there are too many in all.
const MAX_WARNING: usize = 256;

/// How many characters all warnings of an answer may have in all before they are cut.
const MAX_WARNINGS: usize = 4096;

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

/// Adds warnings in the form that Kubernetes clients print, each once: all of them if they are short, else the start of
/// each and not all.
pub(super) fn with_warnings(mut response: Response<ResponseBody>, warnings: &[String]) -> Response<ResponseBody> {
    let mut seen = HashSet::new();
    let warnings: Vec<_> = warnings.iter().filter(|warning| !warning.is_empty() && seen.insert(*warning)).collect();
    let cut = warnings.iter().map(|warning| warning.chars().count()).sum::<usize>() > MAX_WARNINGS;
    let mut written = 0;
    for warning in warnings {
        if written >= MAX_WARNINGS {
            break;
        }
        let text: String = warning.chars().take(if cut { MAX_WARNING } else { usize::MAX }).collect();
        written += text.chars().count();
        response.headers_mut().extend(header(&text).map(|value| (WARNING, value)));
    }
    response
}

/// The text quoted, and in UTF-8, which is how kube-apiserver sends other letters than those of ASCII, too.
fn header(text: &str) -> Option<HeaderValue> {
    let printable: String = text.chars().filter(|character| !character.is_control()).collect();
    let quoted = printable.replace('\\', "\\\\").replace('"', "\\\"");
    HeaderValue::from_bytes(format!("299 - \"{quoted}\"").as_bytes()).ok()
}

fn with_type(code: StatusCode, media: &'static str, body: ResponseBody) -> Response<ResponseBody> {
    let mut response = Response::new(body);
    *response.status_mut() = code;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(warnings: &[String]) -> Vec<String> {
        let response = with_warnings(text(StatusCode::OK, "ok"), warnings);
        let values = response.headers().get_all(WARNING).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }

    #[test]
    fn warnings_are_quoted_in_any_script_and_given_once() {
        let warnings = ["größe \"a\\b\"\n", "größe \"a\\b\"\n", ""].map(str::to_owned);
        assert_eq!(sent(&warnings), ["299 - \"größe \\\"a\\\\b\\\"\""]);
    }

    #[test]
    fn long_warnings_are_cut_only_where_there_are_too_many() {
        let warnings: Vec<_> = (0..100).map(|number| format!("{number:02}{}", "ö".repeat(298))).collect();
        let lengths = |warnings: &[String]| -> Vec<usize> {
            sent(warnings).iter().map(|sent| sent.chars().count() - "299 - \"\"".len()).collect()
        };
        assert_eq!(lengths(&warnings[..13]), [300; 13]);
        assert_eq!(lengths(&warnings[..14]), [256; 14]);
        assert_eq!(lengths(&warnings), [256; 16]);
    }
}
