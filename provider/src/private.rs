//! What the provider keeps beside the state.

use serde::{Deserialize, Serialize};

/// The provider's private bytes, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Private {
    /// UID of the object: one that was created again under the same name is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uid: Option<String>,
    /// The state comes from an import and holds nothing but the identity.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) imported: bool,
}

impl Private {
    /// Private bytes as stored. Bytes that this version does not understand say nothing.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// Those of an object.
    pub(crate) fn of(object: &kube::core::DynamicObject) -> Self {
        Self { uid: object.metadata.uid.clone(), imported: false }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
