use super::accept::required_name;
use super::definition::{Definition, Version};
use crate::schema::TypeSchema;
use crate::status::Cause;

/// What is wrong with a definition; `old` is the stored one of an update.
pub(crate) fn validate(definition: &Definition, old: Option<&Definition>) -> Vec<Cause> {
    let mut causes = Vec::new();
    check_names(definition, &mut causes);
    check_versions(definition, &mut causes);
    check_schemas(definition, &mut causes);
    if let Some(old) = old {
        check_unchanged(definition, old, &mut causes);
    }
    causes
}

fn check_names(definition: &Definition, causes: &mut Vec<Cause>) {
    let spec = &definition.spec;
    let expected = required_name(definition);
    if definition.metadata.name != expected {
        causes.push(invalid("metadata.name", format!("must be spec.names.plural and spec.group joined: {expected:?}")));
    }
    if !spec.group.contains('.') {
        causes.push(invalid("spec.group", "must be a domain with at least two segments, for example \"example.com\""));
    }
    if !matches!(spec.scope.as_str(), "Namespaced" | "Cluster") {
        causes.push(cause("FieldValueNotSupported", "spec.scope", "accepted are \"Namespaced\" and \"Cluster\""));
    }
    for (field, value) in [("plural", &spec.names.plural), ("kind", &spec.names.kind)] {
        if value.is_empty() {
            causes.push(cause("FieldValueRequired", &format!("spec.names.{field}"), "must not be empty"));
        }
    }
    if spec.conversion.as_ref().is_some_and(|conversion| conversion.strategy != "None") {
        causes.push(cause(
            "FieldValueNotSupported",
            "spec.conversion.strategy",
            "accepted is \"None\": this server calls no webhooks",
        ));
    }
}

fn check_versions(definition: &Definition, causes: &mut Vec<Cause>) {
    let versions = &definition.spec.versions;
    if versions.iter().filter(|version| version.storage).count() != 1 {
        causes.push(invalid("spec.versions", "exactly one version must be marked as storage version"));
    }
    for (index, version) in versions.iter().enumerate() {
        if versions[..index].iter().any(|earlier| earlier.name == version.name) {
            causes.push(cause(
                "FieldValueDuplicate",
                &format!("spec.versions[{index}].name"),
                "the version is listed twice",
            ));
        }
    }
    for stored in definition.stored_versions() {
        if !versions.iter().any(|version| version.name == *stored) {
            let message = format!("must list {stored:?}, in which objects may be stored");
            causes.push(invalid("spec.versions", message));
        }
    }
}

fn check_schemas(definition: &Definition, causes: &mut Vec<Cause>) {
    for (index, version) in definition.spec.versions.iter().enumerate() {
        causes.extend(check_schema(version, &format!("spec.versions[{index}].schema.openAPIV3Schema")));
    }
}

fn check_schema(version: &Version, path: &str) -> Vec<Cause> {
    let schema = version.openapi();
    if schema.is_null() {
        return vec![cause("FieldValueRequired", path, "every version needs a structural schema")];
    }
    match TypeSchema::from_openapi(&schema) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .violations
            .into_iter()
            .map(|violation| {
                cause(violation.reason.as_str(), &format!("{path}.{}", violation.field), &violation.message)
            })
            .collect(),
    }
}

fn check_unchanged(definition: &Definition, old: &Definition, causes: &mut Vec<Cause>) {
    let (new, old) = (&definition.spec, &old.spec);
    let fields = [
        ("spec.group", &new.group, &old.group),
        ("spec.scope", &new.scope, &old.scope),
        ("spec.names.plural", &new.names.plural, &old.names.plural),
        ("spec.names.kind", &new.names.kind, &old.names.kind),
    ];
    for (field, new, old) in fields {
        if new != old {
            causes.push(invalid(field, format!("cannot be changed from {old:?}")));
        }
    }
}

fn invalid(field: &str, message: impl Into<String>) -> Cause {
    cause("FieldValueInvalid", field, message)
}

fn cause(reason: &str, field: &str, message: impl Into<String>) -> Cause {
    Cause { reason: reason.to_owned(), message: message.into(), field: Some(field.to_owned()) }
}
