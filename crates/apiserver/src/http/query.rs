use crate::lifecycle::{FieldValidation, Propagation};
use crate::status::{ApiError, Cause, Reason};

/// The parameters of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// A parameter; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A boolean, false if absent.
    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.get(name) {
            None | Some("false" | "0" | "False" | "f" | "F" | "FALSE") => Ok(false),
            Some("true" | "1" | "True" | "t" | "T" | "TRUE") => Ok(true),
            Some(other) => Err(refuse(name, other, "true and false")),
        }
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        self.get(name).map(|text| text.parse().map_err(|_| refuse(name, text, "whole numbers from 0"))).transpose()
    }

    /// `dryRun`.
    pub(super) fn dry_run(&self, options: &str) -> Result<bool, ApiError> {
        self.get("dryRun").map_or(Ok(false), |value| dry_run(options, [value]))
    }

    /// `fieldValidation`.
    pub(super) fn field_validation(&self, options: &str) -> Result<FieldValidation, ApiError> {
        match self.get("fieldValidation") {
            None | Some("Warn") => Ok(FieldValidation::Warn),
            Some("Ignore") => Ok(FieldValidation::Ignore),
            Some("Strict") => Ok(FieldValidation::Strict),
            Some(other) => Err(unsupported(options, "fieldValidation", other, "Ignore, Warn and Strict")),
        }
    }

    /// `propagationPolicy`.
    pub(super) fn propagation(&self) -> Result<Option<Propagation>, ApiError> {
        self.get("propagationPolicy").map(propagation).transpose()
    }
}

/// Two readings of options; what is wrong with either is told at once.
pub(super) fn both<A, B>(first: Result<A, ApiError>, second: Result<B, ApiError>) -> Result<(A, B), ApiError> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(error), Err(other)) if error.reason() == other.reason() => Err(error.and(other)),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Whether the values of `dryRun` ask for one.
pub(super) fn dry_run<'a>(options: &str, values: impl IntoIterator<Item = &'a str>) -> Result<bool, ApiError> {
    let mut asked = false;
    for value in values {
        if value != "All" {
            return Err(unsupported(options, "dryRun", value, "All"));
        }
        asked = true;
    }
    Ok(asked)
}

/// Reads a propagation policy.
pub(super) fn propagation(text: &str) -> Result<Propagation, ApiError> {
    match text {
        "Background" => Ok(Propagation::Background),
        "Foreground" => Ok(Propagation::Foreground),
        "Orphan" => Ok(Propagation::Orphan),
        other => Err(unsupported("DeleteOptions", "propagationPolicy", other, "Background, Foreground and Orphan")),
    }
}

/// An option that is read but not accepted: `options` is the name of the options' kind.
pub(super) fn invalid_option(options: &str, field: &str, reason: &str, message: &str) -> ApiError {
    let cause = Cause { reason: reason.to_owned(), message: message.to_owned(), field: Some(field.to_owned()) };
    invalid_options(options, vec![cause])
}

/// Options that are read but not accepted, for several reasons.
pub(super) fn invalid_options(options: &str, causes: Vec<Cause>) -> ApiError {
    let finding = |cause: &Cause| format!("{}: {}", cause.field.as_deref().unwrap_or_default(), cause.message);
    let findings = causes.iter().map(finding).collect::<Vec<_>>().join(", ");
    ApiError::new(Reason::Invalid, format!("{options}.meta.k8s.io \"\" is invalid: {findings}"))
        .about("meta.k8s.io", options, "")
        .because(causes)
}

/// An option whose value is none of those that exist.
fn unsupported(options: &str, field: &str, value: &str, accepted: &str) -> ApiError {
    let message = format!("Unsupported value: {value:?}: accepted are {accepted}");
    invalid_option(options, field, "FieldValueNotSupported", &message)
}

/// A parameter's value that cannot be read.
pub(super) fn refuse(name: &str, value: &str, accepted: &str) -> ApiError {
    ApiError::bad_request(format!("{name}: {value:?} is not accepted; accepted are {accepted}"))
}
