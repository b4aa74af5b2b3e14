//! Checking a configuration by itself.

use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    value::Value,
};

use super::{credentials, timeouts};
use crate::model::Model;

const LONGEST_NAME: usize = 63;

/// What is wrong with a configuration, as far as it is known.
pub(super) fn validate(model: &Model, config: &Value) -> Diagnostics {
    let mut diagnostics = model.mapping.validate(config, &AttributePath::default());
    diagnostics.extend(["name", "organization"].into_iter().filter_map(|attribute| name(attribute, config)));
    diagnostics.extend(timeouts::validate(config));
    diagnostics.extend(credentials::validate(model.kind, config));
    diagnostics
}

fn name(attribute: &str, config: &Value) -> Option<Diagnostic> {
    let text = config.get(attribute)?.as_str()?;
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(allowed);
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
