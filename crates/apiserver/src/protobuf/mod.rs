//! Bodies in protobuf, which clients of Kubernetes' own types send.
//!
//! A body is an envelope, the magic bytes `k8s\0` and a message that names kind and version, around the object. It is read into
//! the JSON that the same client would have sent, by a generated table of the messages of the built-in kinds. Not read are
//! CustomResourceDefinitions and custom resources. Answers are always JSON.

mod error;
mod message;
mod special;
mod table;
#[cfg(test)]
mod tests;
mod wire;

use serde_json::Value;

pub(crate) use error::ProtobufError;

use wire::Fields;

/// What every body starts with.
const MAGIC: &[u8] = b"k8s\0";

/// Reads an object from a body.
///
/// # Errors
/// [`ProtobufError::Malformed`] when the envelope or the message in it cannot be read, [`ProtobufError::UnknownKind`] when the
/// kind is not in the table.
pub(crate) fn decode(body: &[u8]) -> Result<Value, ProtobufError> {
    let envelope =
        body.strip_prefix(MAGIC).ok_or(ProtobufError::Malformed("it does not start with k8s and a zero byte"))?;
    let (mut api_version, mut kind, mut raw) = (String::new(), String::new(), &[][..]);
    for field in Fields(envelope) {
        match field? {
            (1, value) => (api_version, kind) = type_meta(value.bytes()?)?,
            (2, value) => raw = value.bytes()?,
            _ => {}
        }
    }
    let Some(message) = table::message(&name(&api_version, &kind)) else {
        return Err(ProtobufError::UnknownKind { kind, api_version });
    };
    let mut object = message::read(message, raw)?;
    object.insert("apiVersion".to_owned(), Value::from(api_version));
    object.insert("kind".to_owned(), Value::from(kind));
    Ok(Value::Object(object))
}

fn type_meta(bytes: &[u8]) -> Result<(String, String), ProtobufError> {
    let (mut api_version, mut kind) = (String::new(), String::new());
    for field in Fields(bytes) {
        match field? {
            (1, text) => text.text()?.clone_into(&mut api_version),
            (2, text) => text.text()?.clone_into(&mut kind),
            _ => {}
        }
    }
    Ok((api_version, kind))
}

/// The message of a kind: `rbac.authorization.k8s.io/v1` and `Role` are `rbac.v1.Role`. Options have one in all groups.
fn name(api_version: &str, kind: &str) -> String {
    if kind == "DeleteOptions" {
        return "meta.v1.DeleteOptions".to_owned();
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
    format!("{}.{version}.{kind}", group.split('.').next().unwrap_or(group))
}
