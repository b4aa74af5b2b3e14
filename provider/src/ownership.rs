//! Whose a field is, where an apply meets values of other field managers.

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::{Conflict, Operation, Owner, owners};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    value::Value,
};

use crate::{explain::Subject, model::Model, object};

/// What to do about conflicts.
#[derive(Debug)]
pub(crate) enum Ruling {
    /// All fields are ours: force the apply. The warnings say what is taken back.
    TakeBack(Diagnostics),
    /// At least one field is another's.
    Refuse(Diagnostics),
}

/// Rules on conflicts: a field that the state says is ours, and that somebody changed by other means than
/// server-side apply, has drifted and is taken back; every other one is another's, unless `force` is wanted.
pub(crate) fn rule(
    subject: &Subject<'_>,
    conflicts: &[Conflict],
    live: &DynamicObject,
    before: &Value,
    (field_manager, force): (&str, bool),
) -> Ruling {
    let owners = owners(live);
    let json = object::json(live);
    let (mut warnings, mut errors) = (Diagnostics::new(), Diagnostics::new());
    for conflict in conflicts {
        let path = subject.model.attribute(&conflict.field, Some(&json));
        let holder = holder(&owners, &conflict.field, field_manager);
        let ours = path.as_ref().and_then(|path| before.at(path)).is_some_and(|value| !value.is_null());
        let drifted = ours && holder.is_none_or(|holder| holder.operation == Operation::Update);
        if drifted || force {
            warnings.push(taken_back(conflict, holder, path));
        } else {
            errors.push(refused(subject, conflict, holder, path));
        }
    }
    if errors.is_empty() { Ruling::TakeBack(warnings) } else { Ruling::Refuse(errors) }
}

/// Whether nobody but the field manager has written the specification.
pub(crate) fn is_only_ours(live: &DynamicObject, field_manager: &str) -> bool {
    let writers: Vec<_> =
        owners(live).into_iter().filter(|owner| owner.subresource.is_none() && owner.owns("spec")).collect();
    !writers.is_empty()
        && writers.iter().all(|owner| owner.manager == field_manager && owner.operation == Operation::Apply)
}

/// Fields that another manager keeps declaring by server-side apply.
pub(crate) fn declared_by_another<'o>(owners: &'o [Owner], field: &str, field_manager: &str) -> Option<&'o Owner> {
    owners
        .iter()
        .find(|owner| owner.manager != field_manager && owner.operation == Operation::Apply && owner.owns(field))
}

/// The manager that holds a field; one that declares it by apply before one that changed it once.
fn holder<'o>(owners: &'o [Owner], field: &str, field_manager: &str) -> Option<&'o Owner> {
    declared_by_another(owners, field, field_manager)
        .or_else(|| owners.iter().find(|owner| owner.operation == Operation::Update && owner.owns(field)))
}

fn taken_back(conflict: &Conflict, holder: Option<&Owner>, path: Option<AttributePath>) -> Diagnostic {
    let name = path.as_ref().map_or_else(|| conflict.field.clone(), ToString::to_string);
    let who = who(conflict, holder);
    let diagnostic = Diagnostic::warning(
        format!("{name} was changed outside of Terraform"),
        format!("{name} ({}) was last set by {who}. Applying this plan takes it back.", conflict.field),
    );
    placed(diagnostic, path)
}

fn refused(
    subject: &Subject<'_>,
    conflict: &Conflict,
    holder: Option<&Owner>,
    path: Option<AttributePath>,
) -> Diagnostic {
    let name = path.as_ref().map_or_else(|| conflict.field.clone(), ToString::to_string);
    let who = who(conflict, holder);
    let diagnostic = Diagnostic::error(
        format!("{name} belongs to another field manager"),
        format!(
            "{} of {} is held by {who} with another value. Remove {name} here, agree on one value, or set \
             force_conflicts = true in the provider block to take the field over.",
            conflict.field,
            subject.name()
        ),
    );
    placed(diagnostic, path)
}

fn who(conflict: &Conflict, holder: Option<&Owner>) -> String {
    match holder {
        Some(owner) if owner.time.is_empty() => format!("{:?}", owner.manager),
        Some(owner) => format!("{:?} at {}", owner.manager, owner.time),
        // The object changed between the conflict and the look at it.
        None => format!("another manager ({})", conflict.message),
    }
}

fn placed(diagnostic: Diagnostic, path: Option<AttributePath>) -> Diagnostic {
    match path {
        Some(path) => diagnostic.at(path),
        None => diagnostic,
    }
}

/// Of JSON pointers to fields, those that nobody else declares, and warnings about the others.
pub(crate) fn removable(
    model: &Model,
    live: &DynamicObject,
    pointers: Vec<String>,
    field_manager: &str,
) -> (Vec<String>, Diagnostics) {
    let owners = owners(live);
    let json = object::json(live);
    let mut warnings = Diagnostics::new();
    let mut kept_out = |pointer: &String| {
        let field = crate::tree::field_path(&model.object, &json, pointer);
        let Some(owner) = declared_by_another(&owners, &field, field_manager) else { return true };
        let diagnostic = Diagnostic::warning(
            format!("{field} stays set"),
            format!("{:?} keeps declaring it by server-side apply. Remove it there as well.", owner.manager),
        );
        warnings.push(placed(diagnostic, model.attribute(&field, Some(&json))));
        false
    };
    let pointers = pointers.into_iter().filter(|pointer| kept_out(pointer)).collect();
    (pointers, warnings)
}

#[cfg(test)]
mod tests;
