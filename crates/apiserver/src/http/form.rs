//! The form in which a client asks for objects: as they are, their metadata alone, or rows of a table.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use super::accept::{self, Accepted};
use super::content;
use super::query::{self, Query};
use crate::lifecycle;
use crate::registry::ResourceType;
use crate::status::ApiError;
use crate::table::{self, Include};

/// The form of the objects in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The objects themselves.
    Object,
    /// `PartialObjectMetadata`, in this version of `meta.k8s.io`.
    Metadata(&'static str),
    /// `Table`.
    Table(TableForm),
}

/// How a table is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableForm {
    api_version: &'static str,
    include: Include,
    /// Whether the columns are still to be named; a watch names them in its first event only.
    headers: bool,
}

impl Form {
    /// The first form that the client accepts and the server has.
    pub(super) fn negotiate(headers: &HeaderMap, query: &Query) -> Result<Self, ApiError> {
        let found = accept::accepted(headers).find_map(|accepted| Self::of(accepted, query));
        found.unwrap_or_else(|| Err(content::not_acceptable(accept::header(headers))))
    }

    /// The form of one accepted type; nothing if the server does not have it.
    fn of(accepted: Accepted<'_>, query: &Query) -> Option<Result<Self, ApiError>> {
        let Some(kind) = accepted.kind else { return Some(Ok(Self::Object)) };
        let api_version = match (accepted.group, accepted.version) {
            ("meta.k8s.io", "v1") => "meta.k8s.io/v1",
            ("meta.k8s.io", "v1beta1") => "meta.k8s.io/v1beta1",
            _ => return None,
        };
        match kind {
            "Table" => {
                Some(include(query).map(|include| Self::Table(TableForm { api_version, include, headers: true })))
            }
            "PartialObjectMetadata" | "PartialObjectMetadataList" => Some(Ok(Self::Metadata(api_version))),
            _ => None,
        }
    }

    /// An object of the store as a document.
    pub(super) fn render(mut self, kind: &ResourceType, stored: Bytes) -> Bytes {
        if self == Self::Object && !kind.mixed_versions {
            return stored;
        }
        let mut document = Vec::with_capacity(stored.len());
        self.write_event(&mut document, kind, &stored);
        document.into()
    }

    /// Adds an object of the store as an item of a list.
    pub(super) fn write_item(&self, buffer: &mut Vec<u8>, kind: &ResourceType, stored: &[u8]) {
        match self {
            Self::Table(table) => write(buffer, stored, |object| {
                table::row(kind, &lifecycle::in_version(kind, object), table.include, table.api_version)
            }),
            Self::Object | Self::Metadata(_) => self.write_single(buffer, kind, stored),
        }
    }

    /// Adds an object of the store as the object of an event, or of an answer of its own.
    pub(crate) fn write_event(&mut self, buffer: &mut Vec<u8>, kind: &ResourceType, stored: &[u8]) {
        let Self::Table(table) = self else { return self.write_single(buffer, kind, stored) };
        write(buffer, stored, |object| table.of_one(kind, lifecycle::in_version(kind, object)));
        table.headers = false;
    }

    fn write_single(&self, buffer: &mut Vec<u8>, kind: &ResourceType, stored: &[u8]) {
        match self {
            Self::Metadata(api_version) => write(buffer, stored, |object| table::metadata(&object, api_version)),
            _ if kind.mixed_versions => write(buffer, stored, |object| lifecycle::in_version(kind, object)),
            _ => buffer.extend_from_slice(stored),
        }
    }

    /// The start of a list up to its first item; what ends it is the same for all forms.
    pub(super) fn list_head(&self, kind: &ResourceType, metadata: &Value) -> String {
        let head = |list: &str, api_version: &str| {
            format!("{{\"kind\":{},\"apiVersion\":{},\"metadata\":{metadata},", json!(list), json!(api_version))
        };
        match self {
            Self::Object => head(&kind.list_kind, &kind.api_version()) + "\"items\":[",
            Self::Metadata(api_version) => head("PartialObjectMetadataList", api_version) + "\"items\":[",
            Self::Table(table) => {
                let columns = table::columns(kind);
                format!("{}\"columnDefinitions\":{columns},\"rows\":[", head("Table", table.api_version))
            }
        }
    }
}

impl TableForm {
    fn of_one(self, kind: &ResourceType, object: Value) -> Value {
        json!({
            "kind": "Table",
            "apiVersion": self.api_version,
            "metadata": {"resourceVersion": object["metadata"]["resourceVersion"]},
            "columnDefinitions": if self.headers { table::columns(kind) } else { Value::Null },
            "rows": [table::row(kind, &object, self.include, self.api_version)],
        })
    }
}

/// Adds what is made of an object of the store.
fn write(buffer: &mut Vec<u8>, stored: &[u8], change: impl FnOnce(Value) -> Value) {
    match serde_json::from_slice(stored) {
        Ok(object) => buffer.extend_from_slice(change(object).to_string().as_bytes()),
        // The store holds nothing but JSON; were it otherwise, the bytes as they are say more than nothing.
        Err(_) => buffer.extend_from_slice(stored),
    }
}

/// `includeObject`.
fn include(query: &Query) -> Result<Include, ApiError> {
    match query.get("includeObject") {
        None | Some("Metadata") => Ok(Include::Metadata),
        Some("None") => Ok(Include::Nothing),
        Some("Object") => Ok(Include::Object),
        Some(other) => Err(query::refuse("includeObject", other, "None, Metadata and Object")),
    }
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT;

    use super::*;

    fn negotiated(accept: &str, query: &str) -> Option<Form> {
        let headers = HeaderMap::from_iter([(ACCEPT, accept.parse().ok()?)]);
        Form::negotiate(&headers, &Query::parse(Some(query))).ok()
    }

    fn table(api_version: &'static str, include: Include) -> Option<Form> {
        Some(Form::Table(TableForm { api_version, include, headers: true }))
    }

    #[test]
    fn the_first_form_that_exists_is_taken() {
        let v1 = "application/json;as=Table;v=v1;g=meta.k8s.io";
        let cases = [
            ("*/*", "", Some(Form::Object)),
            (v1, "", table("meta.k8s.io/v1", Include::Metadata)),
            (v1, "includeObject=Object", table("meta.k8s.io/v1", Include::Object)),
            (v1, "includeObject=None", table("meta.k8s.io/v1", Include::Nothing)),
            (v1, "includeObject=Some", None),
            (
                "application/json; as=Table; g=meta.k8s.io; v=v1beta1",
                "",
                table("meta.k8s.io/v1beta1", Include::Metadata),
            ),
            ("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", "", Some(Form::Object)),
            ("application/json;as=Table;v=v2;g=meta.k8s.io", "", None),
            (
                "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json",
                "",
                Some(Form::Object),
            ),
            (
                "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
                "",
                Some(Form::Metadata("meta.k8s.io/v1")),
            ),
        ];
        for (accept, query, expected) in cases {
            assert_eq!(negotiated(accept, query), expected, "{accept} {query}");
        }
    }
}
