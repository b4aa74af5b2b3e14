//! Connections.

use openchoreo_api::{ComponentSpec, Problem, component::Connection};

use super::{name, variables};
use crate::{
    name::is_label,
    template::{PLACEHOLDERS, Piece, pieces},
};

const LIST: &str = "spec.connections";

/// Problems of a component's connections.
pub(super) fn connections(spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = name::duplicates(LIST, "name", spec.connections.iter().map(|item| item.name.as_str()));
    problems.extend(spec.connections.iter().flat_map(connection));
    problems
}

fn connection(connection: &Connection) -> Vec<Problem> {
    let field = format!("{LIST}[name=\"{}\"]", connection.name);
    let mut problems = Vec::new();
    if !is_label(&connection.name) || connection.name.starts_with(|c: char| c.is_ascii_digit()) {
        problems.push(Problem::error(
            "InvalidName",
            format!("{field}.name"),
            format!("`{}` is not a name for a connection", connection.name),
            "Use a lowercase DNS label that starts with a letter.",
        ));
    }
    problems.extend(name::reference(&format!("{field}.component"), &connection.component));
    for (name, template) in &connection.env {
        problems.extend(variables::variable_name(&format!("{field}.env"), name));
        problems.extend(placeholders(&format!("{field}.env[\"{name}\"]"), template));
    }
    problems
}

fn placeholders(field: &str, template: &str) -> Vec<Problem> {
    let unknown = pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Placeholder(word) if !PLACEHOLDERS.contains(&word) => Some(word),
        Piece::Placeholder(_) | Piece::Text(_) => None,
    });
    unknown
        .map(|word| {
            let known: Vec<_> = PLACEHOLDERS.iter().map(|word| format!("{{{word}}}")).collect();
            Problem::error(
                "UnknownPlaceholder",
                field,
                format!("`{{{word}}}` is not a placeholder"),
                format!("Use {}.", known.join(", ")),
            )
        })
        .collect()
}
