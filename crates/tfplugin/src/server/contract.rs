//! What Terraform demands of a provider's answers, checked before they leave: its own words for a breach are about
//! its insides, and the user cannot do anything about them.

use super::catalog::Shape;
use crate::{
    check::{self, Plan, Violation},
    diagnostic::{Diagnostic, Diagnostics},
    provider::ApplyRequest,
    schema::Schema,
    value::Value,
};

/// Checks the schema of what is called `name`.
pub(super) fn schema(name: &str, schema: &Schema) -> Diagnostics {
    bugs(&format!("the schema of {name}"), check::schema(schema))
}

/// Checks a plan.
pub(super) fn plan(shape: &Shape, plan: Plan<'_>) -> Diagnostics {
    bugs("the plan", check::plan(&shape.schema, &shape.ty, plan))
}

/// Checks the state that a plan led to.
pub(super) fn apply(shape: &Shape, request: &ApplyRequest, state: &Value) -> Diagnostics {
    bugs("the state reached", check::apply(&shape.schema, &shape.ty, &request.planned, state))
}

/// Checks a state that was read.
pub(super) fn read(shape: &Shape, state: &Value) -> Diagnostics {
    bugs("the state found", check::read(&shape.schema, &shape.ty, state))
}

/// Checks what an import found.
pub(super) fn import(shape: &Shape, state: &Value) -> Diagnostics {
    bugs("the state found", check::import(&shape.schema, &shape.ty, std::slice::from_ref(state)))
}

fn bugs(what: &str, violations: Vec<Violation>) -> Diagnostics {
    violations.into_iter().map(|violation| bug(what, violation)).collect()
}

/// A breach in the words of the user. The path goes into the text: where it leads nowhere in the configuration,
/// Terraform would drop it.
fn bug(what: &str, violation: Violation) -> Diagnostic {
    let detail = format!(
        "This is a bug in the provider, not in the configuration; please report it. About {what}: {violation}."
    );
    Diagnostic::error("The provider gave a wrong answer", detail).at(violation.path)
}
