/// Why a body cannot be read as protobuf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProtobufError {
    /// The bytes are not what they must be.
    #[error("the body is not protobuf in a Kubernetes envelope: {0}")]
    Malformed(&'static str),
    /// Custom resources, and what this server does not read.
    #[error(
        "{kind:?} of {api_version:?} is not accepted as protobuf; accepted are application/json and application/yaml"
    )]
    UnknownKind {
        /// As the envelope names it.
        kind: String,
        /// As the envelope names it.
        api_version: String,
    },
}
