//! `allOf`, `anyOf`, `oneOf`, `not`.

use serde_json::Value;

use super::validate::Visit;
use super::{FieldError, TypeSchema};
use crate::schema::path::FieldPath;

/// Schemas combined by logic; each branch only restricts values, the structure is declared beside it.
#[derive(Debug, Default)]
pub(crate) struct Logic {
    /// All must hold.
    pub(crate) all_of: Vec<TypeSchema>,
    /// At least one must hold.
    pub(crate) any_of: Vec<TypeSchema>,
    /// Exactly one must hold.
    pub(crate) one_of: Vec<TypeSchema>,
    /// Must not hold.
    pub(crate) not: Option<TypeSchema>,
}

impl Logic {
    /// Adds what is wrong with `value`. Like kube-apiserver, the junctors report at the root of the object
    /// and name the path in the message; of alternatives that all fail, it says what the first one lacks.
    pub(super) fn check(&self, value: &Value, path: &FieldPath, errors: &mut Vec<FieldError>) {
        if let Some(first) = self.any_of.first().filter(|_| !self.any_of.iter().any(|branch| holds(branch, value))) {
            errors.push(at_root(path, "must validate at least one schema (anyOf)"));
            errors.extend(failures(first, value, path));
        }
        if let Some(first) = self.one_of.first() {
            let only_one = "must validate one and only one schema (oneOf). Found";
            match self.one_of.iter().filter(|branch| holds(branch, value)).count() {
                1 => {}
                0 => {
                    errors.push(at_root(path, &format!("{only_one} none valid")));
                    errors.extend(failures(first, value, path));
                }
                many => errors.push(at_root(path, &format!("{only_one} {many} valid alternatives"))),
            }
        }
        let failed: Vec<_> = self.all_of.iter().flat_map(|branch| failures(branch, value, path)).collect();
        if !failed.is_empty() {
            errors.push(at_root(path, "must validate all the schemas (allOf)"));
            errors.extend(failed);
        }
        if self.not.as_ref().is_some_and(|branch| holds(branch, value)) {
            errors.push(at_root(path, "must not validate the schema (not)"));
        }
    }
}

fn holds(branch: &TypeSchema, value: &Value) -> bool {
    failures(branch, value, &FieldPath::default()).is_empty()
}

fn failures(branch: &TypeSchema, value: &Value, path: &FieldPath) -> Vec<FieldError> {
    let mut errors = Vec::new();
    Visit { schema: branch, new: value, old: None, path: path.clone() }.check(&mut errors);
    errors
}

fn at_root(path: &FieldPath, statement: &str) -> FieldError {
    let detail = format!("\"{}\" {statement}", path.as_str());
    FieldError::invalid(&FieldPath::default(), &Value::String(String::new()), detail)
}
