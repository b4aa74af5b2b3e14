//! Everything that a control plane holds.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use kube::api::{Api, DynamicObject, ListParams};
use kube::discovery::{Discovery, verbs};
use kube::{Client, ResourceExt};
use serde_json::{Value, json};

/// Kinds that a server writes by itself, again and again, or with names that it draws.
const PASSING: [&str; 3] = ["Event", "Lease", "IPAddress"];

/// Fields of a Service's specification that a server fills from what is free.
const DRAWN: [&str; 2] = ["clusterIP", "clusterIPs"];

/// All objects, without what differs from run to run: versions, times, identifiers, addresses, who wrote which field.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory(BTreeMap<String, Value>);

impl Inventory {
    /// Reads all objects of all kinds but those that a server writes by itself: events, leases and addresses.
    ///
    /// # Errors
    /// What the server says.
    pub async fn read(client: &Client) -> Result<Self> {
        let discovery = Discovery::new(client.clone()).run().await?;
        let mut objects = BTreeMap::new();
        for (resource, capabilities) in discovery.groups().flat_map(|group| group.recommended_resources()) {
            if PASSING.contains(&&*resource.kind) || !capabilities.supports_operation(verbs::LIST) {
                continue;
            }
            let api = Api::<DynamicObject>::all_with(client.clone(), &resource);
            for object in api.list(&ListParams::default()).await?.items {
                let place = object.namespace().unwrap_or_default();
                let key = format!("{} {} {place}/{}", resource.api_version, resource.kind, object.name_any());
                objects.insert(key, lasting(&object));
            }
        }
        Ok(Self(objects))
    }

    /// The objects that have a word anywhere in them, or in their name.
    #[must_use]
    pub fn mentioning(self, word: &str) -> Self {
        let mentions = |key: &String, object: &Value| key.contains(word) || object.to_string().contains(word);
        Self(self.0.into_iter().filter(|(key, object)| mentions(key, object)).collect())
    }

    /// The objects by API version, kind, namespace and name, such as `apps/v1 Deployment cell/name`.
    pub fn objects(&self) -> &BTreeMap<String, Value> {
        &self.0
    }

    /// What one has and the other has not, and what they have differently. Empty when they are equal.
    pub fn difference(&self, expected: &Self) -> Difference {
        let lacks =
            |one: &Self, other: &Self| one.0.keys().filter(|key| !other.0.contains_key(*key)).cloned().collect();
        let changed = self.0.iter().filter_map(|(key, object)| Some((key, object, expected.0.get(key)?)));
        let changed = changed.filter(|(_, object, expected)| object != expected);
        Difference {
            missing: lacks(expected, self),
            surplus: lacks(self, expected),
            changed: changed.map(|(key, object, expected)| format!("{key}: {object} in place of {expected}")).collect(),
        }
    }
}

/// How two inventories differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Objects that are expected and absent.
    pub missing: Vec<String>,
    /// Objects that nobody expects.
    pub surplus: Vec<String>,
    /// Objects that have other content than expected.
    pub changed: Vec<String>,
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, objects) in [("missing", &self.missing), ("surplus", &self.surplus), ("changed", &self.changed)] {
            objects.iter().try_for_each(|object| writeln!(formatter, "{title}: {object}"))?;
        }
        Ok(())
    }
}

fn lasting(object: &DynamicObject) -> Value {
    let metadata = &object.metadata;
    let owners = object.owner_references().iter().map(|owner| json!([owner.kind, owner.name])).collect::<Vec<_>>();
    let mut lasting = object.data.clone();
    if let Some(spec) = lasting.get_mut("spec").and_then(Value::as_object_mut) {
        spec.retain(|field, _| !DRAWN.contains(&field.as_str()));
    }
    lasting["status"] = conditions(&object.data);
    lasting["metadata"] = json!({
        "labels": metadata.labels,
        "annotations": metadata.annotations,
        "finalizers": metadata.finalizers,
        "ownerReferences": owners,
        "isBeingDeleted": metadata.deletion_timestamp.is_some(),
    });
    lasting
}

/// The conditions in the order of their types: type, status and reason.
fn conditions(object: &Value) -> Value {
    let conditions = object["status"]["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut short: Vec<_> =
        conditions.iter().map(|each| json!([each["type"], each["status"], each["reason"]])).collect();
    short.sort_by_key(Value::to_string);
    short.into()
}
