use std::collections::{BTreeMap, BTreeSet};
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
            write!(out, "{:<17}{class:<22}", name(verb))?;
            for kind in kinds() {
                match self.is_shown(verb, class, kind) {
                    true => write!(out, "{:>8}", self.0.get(verb, class, &kind.plural))?,
                    false => write!(out, "{:>8}", "-")?,
                }
            }
            writeln!(out)?;
        }
        for (reason, verbs) in self.reasons() {
            writeln!(out, "- {}: {reason}", verbs.into_iter().collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}

impl Table<'_> {
    fn is_shown(&self, verb: Verb, class: &'static str, kind: &Kind) -> bool {
        is_meaningful(verb, class, kind) || self.0.get(verb, class, &kind.plural) > 0
    }

    /// Why there are outcomes without a number, with the verbs they belong to.
    fn reasons(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        let mut reasons: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (verb, class, kind) in cells().filter(|(verb, class, kind)| !self.is_shown(*verb, class, kind)) {
            if let Some(reason) = impossible(verb, class, kind).filter(|_| expected(verb).contains(&class)) {
                reasons.entry(reason).or_default().insert(name(verb));
            }
        }
        reasons
    }

    /// What can happen and has not happened.
    pub(super) fn empty_cells(&self) -> Vec<String> {
        cells()
            .filter(|(verb, class, kind)| {
                is_meaningful(*verb, class, kind) && self.0.get(*verb, class, &kind.plural) == 0
            })
            .map(|(verb, class, kind)| format!("{verb:?} {} {class}", kind.plural))
            .collect()
    }
}

fn name(verb: Verb) -> String {
    format!("{verb:?}").to_lowercase()
}

fn cells() -> impl Iterator<Item = (Verb, &'static str, &'static Kind)> {
    lines().flat_map(|(verb, class)| kinds().iter().map(move |kind| (verb, class, kind)))
}

fn lines() -> impl Iterator<Item = (Verb, &'static str)> {
    Verb::ALL.into_iter().flat_map(|verb| CLASSES.into_iter().map(move |class| (verb, class)))
}

/// Why a server never answers so, where another line of the same verb or kind does.
fn impossible(verb: Verb, class: &str, kind: &Kind) -> Option<&'static str> {
    let namespaces = kind.plural == "namespaces";
    let unsupported = class == "UnsupportedMediaType";
    match verb {
        Verb::Strategic if kind.is_custom() && !unsupported => Some("custom resources take no strategic merge patches"),
        Verb::Strategic if !kind.is_custom() && unsupported => Some("built-in kinds take strategic merge patches"),
        Verb::Replace | Verb::Update if class == "NotFound" && kind.plural == "services" => {
            Some("a Service that is absent is created")
        }
        Verb::Apply if class == "NotFound" && (!kind.has_status() || kind.plural == "services") => {
            Some("an apply creates what is absent, but for a status")
        }
        Verb::Pages if !kind.namespaced => Some("the pages would end where other sequences' objects happen to be"),
        Verb::Watch if namespaces => Some("the steps in which a namespace ends are its controller's own"),
        Verb::DeleteCollection if namespaces != (class == "other") => {
            Some("namespaces, and only they, are not deleted as a collection")
        }
        _ => None,
    }
}

/// The outcomes that each verb is to have.
fn expected(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Create => &["success", "BadRequest", "AlreadyExists", "Invalid", "other"],
        Verb::Replace | Verb::Update | Verb::Merge | Verb::Json => {
            &["success", "BadRequest", "Conflict", "Invalid", "NotFound"]
        }
        Verb::Strategic => &["success", "Conflict", "Invalid", "NotFound", "UnsupportedMediaType"],
        Verb::Apply => &["success", "BadRequest", "Conflict", "Invalid", "NotFound", "other"],
        Verb::Get => &["success", "NotFound"],
        Verb::List => &["success", "BadRequest", "Invalid"],
        Verb::Pages | Verb::Watch => &["success"],
        Verb::DeleteCollection => &["success", "Invalid", "other"],
        Verb::Delete => &["success", "Conflict", "Invalid", "NotFound"],
    }
}

/// Whether the outcome is to happen in a long campaign.
fn is_meaningful(verb: Verb, class: &str, kind: &Kind) -> bool {
    expected(verb).contains(&class) && impossible(verb, class, kind).is_none()
}
