use serde_json::Value;

/// Why a strategic merge patch cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PatchError {
    /// The patch breaks the form that patches have.
    #[error("{0}")]
    Malformed(String),
    /// The patch is well formed and holds what no patch may hold.
    #[error("{0}")]
    Unprocessable(String),
    /// The patch does not fit the object's type: kube-apiserver counts this as a failure of its own.
    #[error("{0}")]
    Mismatch(String),
}

impl PatchError {
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::Malformed(message.into())
    }

    pub(super) fn mismatch(message: impl Into<String>) -> Self {
        Self::Mismatch(message.into())
    }

    /// A `$patch` of which there is no such kind.
    pub(super) fn unknown_directive(found: &Value, accepted: &str) -> Self {
        Self::mismatch(format!("unknown patch type: {found}; accepted in $patch are {accepted}"))
    }

    /// An item of a keyed list without its key.
    pub(super) fn no_merge_key(item: &Value, key: &str) -> Self {
        let mut fields: Vec<_> = item.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        fields.sort_unstable();
        Self::mismatch(format!(
            "an item with the fields [{}] does not contain declared merge key: {key}",
            fields.join(", ")
        ))
    }
}
