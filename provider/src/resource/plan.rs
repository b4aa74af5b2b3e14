//! Planned values: a pure function of configuration, prior state and schema.

use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    plan::requires_replace,
    provider::PlanRequest,
    value::Value,
};

use crate::{identity::Identity, model::Model};

/// The planned values, and why they must not be.
pub(super) fn plan(model: &Model, request: &PlanRequest) -> (Value, Diagnostics) {
    let mut planned = request.proposed.clone();
    let destroyed = planned.is_null();
    if let Value::Map(entries) = &mut planned {
        match Identity::of(model.kind, &request.proposed) {
            Some(identity) => {
                entries.extend(identity.attributes().into_iter().map(|(name, value)| (name.to_owned(), value)));
            }
            None => entries.extend(["id", "namespace"].map(|name| (name.to_owned(), Value::unknown()))),
        }
        for output in model.kind.outputs {
            let changed = |name: &&str| request.prior.get(name) != request.proposed.get(name);
            if request.prior.is_null() || output.depends_on.iter().any(changed) {
                entries.insert(output.name.to_owned(), Value::unknown());
            }
        }
    }
    let replaced = !destroyed && !requires_replace(&model.schema, &request.prior, &planned).is_empty();
    let diagnostics = (destroyed || replaced).then(|| protected(model, &request.prior, destroyed)).flatten();
    (planned, diagnostics.into_iter().collect())
}

fn protected(model: &Model, prior: &Value, destroyed: bool) -> Option<Diagnostic> {
    prior.get("deletion_protection").and_then(Value::as_bool).filter(|protected| *protected)?;
    let identity = Identity::of(model.kind, prior)?;
    let what = if destroyed { "destroy" } else { "replace" };
    Some(
        Diagnostic::error(
            format!("The {} {:?} is protected against deletion", model.kind.noun, identity.id()),
            format!(
                "This plan would {what} it while deletion_protection is true. To go on, set deletion_protection = false \
                 and apply that first."
            ),
        )
        .at(AttributePath::root("deletion_protection")),
    )
}

/// Whether what is applied differs between two values.
pub(super) fn differs(model: &Model, before: &Value, after: &Value) -> bool {
    model.object_attributes().any(|name| before.get(name) != after.get(name))
}
