use http::{Method, Response, StatusCode};
use serde_json::Value;

use super::resource::Call;
use super::respond::{self, ResponseBody};
use super::{content, write};
use crate::lifecycle::{self, Patch, Target};
use crate::status::{ApiError, Reason};

/// Answers a request for `/scale`.
pub(super) async fn answer(call: Call) -> Result<Response<ResponseBody>, ApiError> {
    let target = Target { scale: true, ..call.target() };
    match call.parts.method {
        Method::GET => Ok(respond::json(StatusCode::OK, &lifecycle::read_scale(&call.core, &target)?)),
        Method::PUT => {
            let body = content::object(&call.parts.headers, &call.body)?;
            rescale(&call, &target, |_| Ok(body.clone())).await
        }
        Method::PATCH => {
            let patch = content::patch(&call.parts.headers, &call.body, call.kind.custom().is_some())?;
            rescale(&call, &target, |scale| patched(scale, &patch)).await
        }
        ref method => {
            let message = format!("{method} is not offered at {}", call.parts.uri.path());
            Err(ApiError::new(Reason::MethodNotAllowed, message))
        }
    }
}

async fn rescale(
    call: &Call,
    target: &Target,
    change: impl Fn(Value) -> Result<Value, ApiError>,
) -> Result<Response<ResponseBody>, ApiError> {
    let patched = call.parts.method == Method::PATCH;
    let options = write::options(call, if patched { "PatchOptions" } else { "UpdateOptions" })?;
    let written = lifecycle::rescale(&call.core, target, &options, patched, change).await?;
    Ok(write::respond_written(&written))
}

fn patched(mut scale: Value, patch: &Patch) -> Result<Value, ApiError> {
    match patch {
        // A Scale holds no lists, so that the two kinds of merge do the same.
        Patch::Merge(change) | Patch::Strategic(change) => json_patch::merge(&mut scale, change),
        Patch::Json(patch) => return lifecycle::operate(scale, patch),
        Patch::Apply(_) => {
            let message = "server-side apply of a scale is not implemented; apply the object, or patch the scale";
            return Err(ApiError::new(Reason::UnsupportedMediaType, message));
        }
    }
    Ok(scale)
}
