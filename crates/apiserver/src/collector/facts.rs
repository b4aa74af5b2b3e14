use serde::{Deserialize, Deserializer};

/// What the collector needs to know of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) uid: String,
    pub(super) owners: Vec<Owner>,
    pub(super) terminating: bool,
    pub(super) finalizers: Vec<String>,
}

/// A reference to an owner.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Owner {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) uid: String,
    #[serde(default)]
    pub(super) block_owner_deletion: Option<bool>,
}

impl Owner {
    /// Whether the owner is not to go before the dependent.
    pub(super) fn is_blocked(&self) -> bool {
        self.block_owner_deletion == Some(true)
    }
}

#[derive(Default, Deserialize)]
struct Object {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    uid: String,
    #[serde(deserialize_with = "absent_if_null")]
    owner_references: Vec<Owner>,
    deletion_timestamp: Option<String>,
    #[serde(deserialize_with = "absent_if_null")]
    finalizers: Vec<String>,
}

impl Facts {
    /// Reads an object of the store; what does not have this shape has nothing for the collector.
    pub(super) fn read(json: &[u8]) -> Self {
        let Metadata { uid, owner_references, deletion_timestamp, finalizers } =
            serde_json::from_slice::<Object>(json).unwrap_or_default().metadata;
        Self { uid, owners: owner_references, terminating: deletion_timestamp.is_some(), finalizers }
    }
}

fn absent_if_null<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(value: D) -> Result<T, D::Error> {
    Option::deserialize(value).map(Option::unwrap_or_default)
}
