use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use super::number;
use crate::lifecycle::Patch;
use crate::nesting;
use crate::protobuf::{self, ProtobufError};
use crate::status::{ApiError, Reason};

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 3 << 20;

const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";

const STRATEGIC_MERGE: &str = "application/strategic-merge-patch+json";

/// Reads a body.
pub(super) async fn collect<B>(body: B) -> Result<Bytes, ApiError>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::fmt::Display,
{
    // The error becomes text early, because `Limited` wants it to be a standard error.
    let body = Limited::new(body.map_err(|error| std::io::Error::other(error.to_string())), MAX_BODY);
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = format!("the body is larger than {MAX_BODY} bytes");
            Err(ApiError::new(Reason::RequestEntityTooLarge, message))
        }
        Err(error) => Err(ApiError::bad_request(format!("the body cannot be read: {error}"))),
    }
}

/// Refuses clients that accept nothing the server can produce.
pub(super) fn check_accept(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(accept) = headers.get(ACCEPT).and_then(|value| value.to_str().ok()) else { return Ok(()) };
    let mut types = accept.split(',').map(|entry| entry.split(';').next().unwrap_or_default().trim());
    if accept.is_empty() || types.any(|media| matches!(media, "application/json" | "application/*" | "*/*")) {
        return Ok(());
    }
    Err(not_acceptable(accept))
}

/// The client accepts nothing that the server can produce.
pub(super) fn not_acceptable(accept: &str) -> ApiError {
    ApiError::new(Reason::NotAcceptable, format!("cannot produce {accept:?}; the server answers application/json"))
}

/// Reads an object from a body.
pub(super) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Value, ApiError> {
    match media_type(headers).as_deref() {
        None | Some("application/json" | "text/json") => json(body),
        Some("application/yaml" | "text/yaml" | "application/x-yaml") => yaml(body),
        Some(PROTOBUF) => protobuf(body),
        Some(other) => Err(unsupported(other, &format!("application/json, application/yaml and {PROTOBUF}"))),
    }
}

/// Reads a patch from a body. Custom resources take no strategic merge patches.
pub(super) fn patch(headers: &HeaderMap, body: &[u8], custom: bool) -> Result<Patch, ApiError> {
    match media_type(headers).as_deref() {
        Some("application/merge-patch+json") => json(body).map(Patch::Merge),
        Some("application/json-patch+json") => serde_json::from_value(json(body)?)
            .map(Patch::Json)
            .map_err(|error| ApiError::bad_request(format!("the JSON patch cannot be read: {error}"))),
        Some("application/apply-patch+yaml") => yaml(body).map(Patch::Apply),
        Some(STRATEGIC_MERGE) if !custom => json(body).map(Patch::Strategic),
        other => {
            let strategic = if custom { "" } else { ", application/strategic-merge-patch+json" };
            let accepted = format!(
                "application/apply-patch+yaml, application/json-patch+json, application/merge-patch+json{strategic}"
            );
            Err(unsupported(other.unwrap_or_default(), &accepted))
        }
    }
}

/// The type of the body, in lower case and without its parameters.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let media = value.split(';').next().unwrap_or_default().trim();
    (!media.is_empty()).then(|| media.to_ascii_lowercase())
}

fn json(body: &[u8]) -> Result<Value, ApiError> {
    let value = serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request(format!("the body is not JSON: {error}")))?;
    bounded(value)
}

fn yaml(body: &[u8]) -> Result<Value, ApiError> {
    // The lines around a mistake may hold a secret.
    let options = serde_saphyr::options! { with_snippet: false };
    // Nearly every client sends the JSON subset, which the JSON reader takes faster and without YAML's surprises.
    let value = serde_json::from_slice(body)
        .or_else(|_| serde_saphyr::from_slice_with_options(body, options))
        .map_err(|error| ApiError::bad_request(format!("the body is not YAML: {error}")))?;
    bounded(value)
}

fn protobuf(body: &[u8]) -> Result<Value, ApiError> {
    let value = protobuf::decode(body).map_err(|error| match &error {
        ProtobufError::Malformed(_) => ApiError::bad_request(error.to_string()),
        ProtobufError::UnknownKind { .. } => ApiError::new(Reason::UnsupportedMediaType, error.to_string()),
    })?;
    bounded(value)
}

/// A value that is not nested too deep, in the spelling that is stored.
fn bounded(value: Value) -> Result<Value, ApiError> {
    if nesting::exceeds(&value, nesting::MAX_LEVELS) {
        let message = format!("the body is nested deeper than {} levels", nesting::MAX_LEVELS);
        return Err(ApiError::bad_request(message));
    }
    Ok(number::one_spelling(value))
}

fn unsupported(media: &str, accepted: &str) -> ApiError {
    ApiError::new(
        Reason::UnsupportedMediaType,
        format!("the body's type {media:?} is not accepted; accepted are {accepted}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_configuration_is_not_quoted() {
        let body = b"kind: Secret\nstringData:\n  password: hunter2\n  other: {hunter2\n";
        let error = yaml(body).expect_err("it is cut off").to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn deep_bodies_are_refused() {
        for depth in [nesting::MAX_LEVELS + 1, 1_000_000] {
            for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{a: ", "}")] {
                let body = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                for read in [json, yaml] {
                    assert_eq!(read(body.as_bytes()).map_err(|error| error.reason()), Err(Reason::BadRequest));
                }
            }
        }
        let body = format!("{}1{}", "[".repeat(nesting::MAX_LEVELS), "]".repeat(nesting::MAX_LEVELS));
        assert!(json(body.as_bytes()).is_ok());
    }
}
