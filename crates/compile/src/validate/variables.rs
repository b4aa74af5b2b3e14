//! Environment variables.

use std::collections::{BTreeMap, BTreeSet};

use openchoreo_api::{ComponentSpec, Problem, reference::SecretKey};

use crate::{connection, name::is_domain};

/// Problems of the variables of a component and of its overrides.
pub(super) fn variables(spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = pair("spec", &spec.env, &spec.secret_env);
    for differs in &spec.environments {
        let field = format!("spec.environments[name=\"{}\"]", differs.name);
        problems.extend(pair(&field, &differs.env, &differs.secret_env));
    }
    problems.extend(injected(spec));
    problems
}

fn pair(field: &str, plain: &BTreeMap<String, String>, secret: &BTreeMap<String, SecretKey>) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        plain.keys().filter_map(|name| variable_name(&format!("{field}.env"), name)).collect();
    for (name, key) in secret {
        let item = format!("{field}.secretEnv[\"{name}\"]");
        problems.extend(variable_name(&format!("{field}.secretEnv"), name));
        problems.extend(secret_key(&item, key));
        if plain.contains_key(name) {
            problems.push(twice(item, name, "env"));
        }
    }
    problems
}

/// Variables that connections inject under a name that is taken.
fn injected(spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut injected = BTreeSet::new();
    for connection in &spec.connections {
        let field = format!("spec.connections[name=\"{}\"]", connection.name);
        let names: Vec<String> = match connection.env.is_empty() {
            true => connection::default_names(&connection.name).into(),
            false => connection.env.keys().cloned().collect(),
        };
        for name in names {
            let other = if spec.env.contains_key(&name) {
                Some("env")
            } else if spec.secret_env.contains_key(&name) {
                Some("secretEnv")
            } else {
                injected.contains(&name).then_some("another connection")
            };
            problems.extend(other.map(|other| twice(format!("{field}.env[\"{name}\"]"), &name, other)));
            injected.insert(name);
        }
    }
    problems
}

fn twice(field: String, name: &str, other: &str) -> Problem {
    Problem::error(
        "DuplicateVariable",
        field,
        format!("environment variable `{name}` is set twice, here and by {other}"),
        "Remove or rename one of the two.",
    )
}

/// A problem where a variable has a name that Kubernetes or shells do not take.
pub(super) fn variable_name(field: &str, name: &str) -> Option<Problem> {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let first = name.starts_with(|c: char| !c.is_ascii_digit());
    let valid = first && name.chars().all(inner) && name != "." && !name.starts_with("..");
    (!valid).then(|| {
        Problem::error(
            "InvalidVariableName",
            format!("{field}[\"{name}\"]"),
            format!("`{name}` is not a name for an environment variable"),
            "Use letters, digits, `_`, `-` and `.`, not starting with a digit.",
        )
    })
}

fn secret_key(field: &str, key: &SecretKey) -> Option<Problem> {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let valid = is_domain(&key.name) && (1..=253).contains(&key.key.len()) && key.key.chars().all(inner);
    (!valid).then(|| {
        Problem::error(
            "InvalidSecretKey",
            field,
            format!("`{}` with key `{}` does not refer to a Secret", key.name, key.key),
            "Use the name of a Secret (lowercase DNS labels joined with dots) and one of its keys (letters, digits, \
             `-`, `_` and `.`).",
        )
    })
}
