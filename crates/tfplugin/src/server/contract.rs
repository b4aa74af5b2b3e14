//! What Terraform demands of a provider's answers, checked before they leave: its own words for a breach are about
//! its insides, and the user cannot do anything about them.

use super::catalog::Shape;
use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    provider::ApplyRequest,
    schema::Schema,
    value::Value,
};

/// Checks a schema.
pub(super) fn schema(_name: &str, _schema: &Schema) -> Diagnostics {
    Diagnostics::new()
}

/// Checks a plan.
pub(super) fn plan(
    shape: &Shape,
    _config: &Value,
    _prior: &Value,
    planned: &Value,
    _replace: &[AttributePath],
) -> Diagnostics {
    fits(shape, planned)
}

/// Checks the state that a plan led to.
pub(super) fn apply(shape: &Shape, request: &ApplyRequest, state: &Value) -> Diagnostics {
    let _ = request;
    read(shape, state)
}

/// Checks a state that was read.
pub(super) fn read(shape: &Shape, state: &Value) -> Diagnostics {
    let mut diagnostics = fits(shape, state);
    if !state.is_wholly_known() {
        diagnostics.push(bug("the state has values that are not known"));
    }
    diagnostics
}

fn fits(shape: &Shape, value: &Value) -> Diagnostics {
    value.conforms(&shape.ty).err().map(|mismatch| bug(&mismatch.to_string())).into_iter().collect()
}

fn bug(breach: &str) -> Diagnostic {
    Diagnostic::error(
        "The provider gave a wrong answer",
        format!("This is a bug in the provider, not in the configuration; please report it. In detail: {breach}."),
    )
}
