//! Names of objects and references to them.

use openchoreo_api::Problem;

use crate::name::is_label;

const FIELD: &str = "metadata.name";
const ACCEPTED: &str = "Names are lowercase DNS labels: at most 63 characters from a-z, 0-9 and `-` that start with a \
                        letter and do not end with `-`.";

/// Problems of an object's name.
pub(super) fn object(kind: &str, name: &str) -> Vec<Problem> {
    let summary = if name.is_empty() {
        format!("a {kind} must have a name")
    } else if name.len() > 63 {
        format!("name `{name}` has {} characters, more than 63", name.len())
    } else if !is_label(name) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        format!("`{name}` is not a name for a {kind}")
    } else {
        return Vec::new();
    };
    vec![Problem::error("InvalidName", FIELD, summary, ACCEPTED)]
}

/// Problems of an organization's name, which is also the name of its namespace.
pub(super) fn organization(name: &str) -> Vec<Problem> {
    let mut problems = object("Organization", name);
    if name.starts_with("kube-") {
        problems.push(Problem::error(
            "ReservedName",
            FIELD,
            format!("`{name}` starts with `kube-`, which Kubernetes keeps for its own namespaces"),
            "Choose another name.",
        ));
    }
    problems
}

/// Problems of a name that refers to an object.
pub(super) fn reference(field: &str, name: &str) -> Option<Problem> {
    let is_name = is_label(name) && name.starts_with(|c: char| c.is_ascii_lowercase());
    (!is_name)
        .then(|| Problem::error("InvalidReference", field, format!("`{name}` is not the name of an object"), ACCEPTED))
}

/// Problems of an item's name that occurs more than once in a list.
pub(super) fn duplicates<'a>(list: &str, key: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<Problem> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let mut twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    twice.dedup();
    twice
        .into_iter()
        .map(|name| {
            Problem::error(
                "DuplicateItem",
                format!("{list}[{key}=\"{name}\"]"),
                format!("`{name}` occurs more than once in {list}"),
                format!("Give each item a {key} of its own."),
            )
        })
        .collect()
}
