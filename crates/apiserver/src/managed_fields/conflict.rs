//! Why an apply is refused.

use std::collections::BTreeMap;
use std::fmt;

use super::managers::{Manager, Operation};

/// One field of an apply that another manager owns with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Who owns the field.
    pub owner: Manager,
    /// When the owner last wrote, RFC 3339; absent if its entry does not say.
    pub time: Option<String>,
    /// The field: `.spec.replicas`.
    pub field: String,
}

impl Conflict {
    /// The message of the Status cause (reason `FieldManagerConflict`, field [`Conflict::field`]).
    pub fn message(&self) -> String {
        format!("conflict with {}", self.owner)
    }
}

/// `"kubectl" with subresource "scale" using apps/v1`; appliers are named without version.
impl fmt::Display for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.name)?;
        if let Some(subresource) = &self.subresource {
            write!(formatter, " with subresource {subresource:?}")?;
        }
        match self.operation {
            Operation::Apply => Ok(()),
            Operation::Update => write!(formatter, " using {}", self.api_version),
        }
    }
}

/// Why an apply is refused; displays as the message of the Status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// Others own fields with other values (409, reason Conflict); never empty.
    #[error("{}", conflict_message(.0))]
    Conflicts(Vec<Conflict>),
    /// The applied object names its own managed fields (400).
    #[error("metadata.managedFields must be nil")]
    ManagedFieldsPresent,
    /// The applied object does not fit the schema (500 without a reason). Each entry names a field and what is wrong
    /// with it.
    #[error("failed to create typed patch object: {}", .0.join("; "))]
    Malformed(Vec<String>),
}

/// One conflict on a line; several grouped by owner.
fn conflict_message(conflicts: &[Conflict]) -> String {
    if let [conflict] = conflicts {
        return format!("Apply failed with 1 conflict: {}: {}", conflict.message(), conflict.field);
    }
    let mut by_owner: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for conflict in conflicts {
        by_owner.entry(conflict.owner.to_string()).or_default().push(&conflict.field);
    }
    let mut lines = Vec::new();
    for (owner, fields) in by_owner {
        lines.push(format!("conflicts with {owner}:"));
        lines.extend(fields.iter().map(|field| format!("- {field}")));
    }
    format!("Apply failed with {} conflicts: {}", conflicts.len(), lines.join("\n"))
}
