//! The OpenAPI v2 document, which kubectl falls back on for kinds that it finds in no document of version 3.

/// What kubectl asks for by its `Accept` header, as it spells it there.
pub(crate) const ACCEPTED: &str = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

/// The type of [`DOCUMENT`].
pub(crate) const MEDIA_TYPE: &str = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/// A document that defines no kind, in protobuf: field 1 is the version of the format, field 2 the information, in which
/// field 1 is the title.
///
/// Every kind that is served is in a document of version 3, so that nothing is left to define; without this one kubectl
/// would say of a misspelt kind that something could not be validated, and not that there is no such kind.
pub(crate) const DOCUMENT: &[u8] = b"\x0a\x032.0\x12\x0c\x0a\x0aKubernetes";
