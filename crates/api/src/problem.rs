//! The one type in which the platform says that something is wrong.

use std::fmt;

/// How grave a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The object works without what the problem is about.
    Warning,
    /// The object is not applied, or not in the environment that the problem names.
    Error,
}

/// Something wrong with an object, its field and what to do about it.
///
/// A problem is rendered as a Terraform diagnostic with an attribute path, as a status condition, and as a
/// Crossplane result; it never holds a secret value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// How grave it is.
    pub severity: Severity,
    /// CamelCase reason for programs, such as `PipelineCycle`.
    pub reason: &'static str,
    /// Field path in Kubernetes' spelling, such as `spec.endpoints[name="api"].port`; empty for the whole object.
    pub field: String,
    /// What is wrong, in one line.
    pub summary: String,
    /// What to do: the field, the value and what is accepted.
    pub detail: String,
}

impl Problem {
    /// A problem that keeps the object from being applied.
    pub fn error(
        reason: &'static str,
        field: impl Into<String>,
        summary: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Error, reason, field: field.into(), summary: summary.into(), detail: detail.into() }
    }

    /// A problem that the object works in spite of.
    pub fn warning(
        reason: &'static str,
        field: impl Into<String>,
        summary: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(reason, field, summary, detail) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}. {}", self.summary, self.detail)
    }
}
