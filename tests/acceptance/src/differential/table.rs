use std::fmt;

use super::kind::{Kind, kinds};
use super::outcome::{CLASSES, Outcomes};
use super::step::Verb;

/// The outcomes as a table: a line for a verb and an outcome, a column for a kind.
pub(super) struct Table<'a>(pub(super) &'a Outcomes);

impl fmt::Display for Table<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:<17}{:<22}", "verb", "outcome")?;
        for kind in kinds() {
            write!(out, "{:>8.7}", kind.plural)?;
        }
        writeln!(out)?;
        for (verb, class) in lines() {
            if kinds().iter().all(|kind| !self.is_shown(verb, class, kind)) {
                continue;
            }
            write!(out, "{:<17}{class:<22}", format!("{verb:?}").to_lowercase())?;
            for kind in kinds() {
                match self.is_shown(verb, class, kind) {
                    true => write!(out, "{:>8}", self.0.get(verb, class, &kind.plural))?,
                    false => write!(out, "{:>8}", "-")?,
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

impl Table<'_> {
    fn is_shown(&self, verb: Verb, class: &'static str, kind: &Kind) -> bool {
        is_meaningful(verb, class, kind) || self.0.get(verb, class, &kind.plural) > 0
    }

    /// What can happen and has not happened.
    pub(super) fn empty_cells(&self) -> Vec<String> {
        let cells = lines().flat_map(|(verb, class)| kinds().iter().map(move |kind| (verb, class, kind)));
        cells
            .filter(|(verb, class, kind)| {
                is_meaningful(*verb, class, kind) && self.0.get(*verb, class, &kind.plural) == 0
            })
            .map(|(verb, class, kind)| format!("{verb:?} {} {class}", kind.plural))
            .collect()
    }
}

fn lines() -> impl Iterator<Item = (Verb, &'static str)> {
    Verb::ALL.into_iter().flat_map(|verb| CLASSES.into_iter().map(move |class| (verb, class)))
}

/// Whether a server can answer so at all.
fn is_meaningful(verb: Verb, class: &str, kind: &Kind) -> bool {
    match verb {
        Verb::Create => matches!(class, "success" | "BadRequest" | "AlreadyExists" | "Invalid"),
        // A Service is created by a PUT.
        Verb::Replace | Verb::Update if class == "NotFound" => kind.plural != "services",
        Verb::Replace | Verb::Update => matches!(class, "success" | "BadRequest" | "Conflict" | "Invalid"),
        Verb::Merge => matches!(class, "success" | "BadRequest" | "Conflict" | "Invalid" | "NotFound"),
        Verb::Json => matches!(class, "success" | "Invalid" | "NotFound"),
        Verb::Strategic if kind.is_custom() => class == "UnsupportedMediaType",
        Verb::Strategic => matches!(class, "success" | "NotFound"),
        Verb::Apply => matches!(class, "success" | "BadRequest" | "Conflict" | "Invalid"),
        Verb::Get => matches!(class, "success" | "NotFound"),
        Verb::List => matches!(class, "success" | "BadRequest"),
        Verb::Pages => class == "success" && kind.namespaced,
        Verb::Watch => class == "success" && kind.plural != "namespaces",
        Verb::DeleteCollection => class == if kind.plural == "namespaces" { "other" } else { "success" },
        Verb::Delete => matches!(class, "success" | "Conflict" | "NotFound"),
    }
}
