//! Checking a configuration by itself.

use openchoreo_api::{Problem, Severity};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    value::Value,
};
use serde_json::{Value as Json, json};

use super::{credentials, timeouts};
use crate::model::Model;

const LONGEST_NAME: usize = 63;

/// What is wrong with a configuration, as far as it is known.
pub(super) fn validate(model: &Model, config: &Value) -> Diagnostics {
    let mut diagnostics = model.mapping.validate(config, &AttributePath::default());
    // The rules of the platform hold for whole specifications. What is not known yet is known when Terraform asks again.
    let problems = if diagnostics.has_error() { None } else { problems(model, config) };
    match problems {
        Some(problems) => diagnostics.extend(problems),
        None => diagnostics.extend(name("name", config)),
    }
    diagnostics.extend(name("organization", config));
    diagnostics.extend(timeouts::validate(config));
    diagnostics.extend(credentials::validate(model.kind, config));
    diagnostics
}

fn problems(model: &Model, config: &Value) -> Option<Vec<Diagnostic>> {
    let name = config.get("name")?.as_str()?;
    let specification = model.mapping.to_json(config).ok()?;
    let object = json!({"spec": specification});
    let problems = (model.kind.validate)(name, specification).ok()?;
    Some(problems.into_iter().map(|problem| diagnostic(model, &object, problem)).collect())
}

/// A problem of the platform at its attribute.
fn diagnostic(model: &Model, object: &Json, problem: Problem) -> Diagnostic {
    let diagnostic = match problem.severity {
        Severity::Error => Diagnostic::error(problem.summary, problem.detail),
        Severity::Warning => Diagnostic::warning(problem.summary, problem.detail),
    };
    match model.attribute(&problem.field, Some(object)) {
        Some(path) => diagnostic.at(path),
        None => diagnostic,
    }
}

fn name(attribute: &str, config: &Value) -> Option<Diagnostic> {
    let text = config.get(attribute)?.as_str()?;
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label =
        text.starts_with(|first: char| first.is_ascii_lowercase()) && !text.ends_with('-') && text.bytes().all(allowed);
    let problem = if text.len() > LONGEST_NAME {
        format!("{text:?} has {} characters", text.len())
    } else if is_label {
        return None;
    } else {
        format!("{text:?} has characters or a form that a name cannot have")
    };
    let detail = format!(
        "{attribute} must be a lowercase DNS label: at most {LONGEST_NAME} letters a-z, digits and hyphens, with a letter \
         first and no hyphen last."
    );
    Some(Diagnostic::error(format!("{attribute}: {problem}"), detail).at(AttributePath::root(attribute)))
}
