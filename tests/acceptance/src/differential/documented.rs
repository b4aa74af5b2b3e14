//! The differences that are meant, and why.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use super::kind::{Kind, find};
use super::session::Observation;
use super::step::{Step, Verb};
use super::watching::NOTHING;

mod forgive;

/// A difference that is meant; the documentation lists them with what they are and why they stay.
#[derive(Debug, Deserialize)]
struct Documented {
    id: Id,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Id {
    Words,
    Addresses,
    EmptyParts,
    TypesOfItems,
    JobPods,
    EmptyMetadata,
    NamespaceDeletion,
    BuiltInRules,
    StatusCreates,
    Nesting,
}

enum Rule {
    /// Takes out of both answers what may differ.
    Forgive(fn(&Step, &Kind, &mut Observation)),
    /// One does what the other refuses, so that the two hold different objects from here on.
    Part(fn(&Step, &Kind, &Observation, &Observation) -> bool),
}

/// What two answers are to each other.
pub(super) enum Verdict {
    /// Equal.
    Agreed,
    /// As documented.
    Documented(Id),
    /// As documented, and the servers hold different objects now.
    Parted(Id),
    /// A bug.
    Unexplained,
}

static ALL: LazyLock<Vec<Documented>> = LazyLock::new(|| {
    // The list is part of the program, and every comparison reads it.
    serde_saphyr::from_str(include_str!("documented.yaml")).expect("the list of documented differences is well formed")
});

impl Id {
    /// How to tell the difference; none where the normalizer or the generator leaves it out.
    fn rules(self) -> &'static [Rule] {
        match self {
            Self::Words => &[Rule::Forgive(forgive::advice)],
            Self::Addresses => &[Rule::Forgive(forgive::addresses)],
            Self::EmptyParts => &[Rule::Forgive(forgive::empty_parts), Rule::Part(reads_null)],
            Self::TypesOfItems => &[Rule::Forgive(forgive::types_of_items)],
            Self::JobPods => &[Rule::Part(writes_job)],
            Self::EmptyMetadata | Self::BuiltInRules | Self::Nesting => &[],
            Self::NamespaceDeletion => &[Rule::Forgive(forgive::namespace_conditions), Rule::Part(shares_status)],
            Self::StatusCreates => &[Rule::Part(creates)],
        }
    }
}

/// The conditions of a deleted namespace that a client writes are the controller's as well, which writes them again.
fn shares_status(step: &Step, kind: &Kind, ours: &Observation, theirs: &Observation) -> bool {
    kind.plural == "namespaces"
        && step.subresource == "status"
        && [ours, theirs].iter().all(|answer| answer.code < 300)
        && theirs.body["metadata"]["deletionTimestamp"].is_string()
}

fn reads_null(step: &Step, kind: &Kind, ours: &Observation, theirs: &Observation) -> bool {
    let reads = |operation: &Value| operation["op"] != "add";
    step.verb == Verb::Json
        && !kind.is_custom()
        && (ours.code, theirs.code < 300) == (422, true)
        && step.body.as_array().is_some_and(|operations| operations.iter().any(reads))
}

/// The generated labels are set in a way that makes the first write to a Job a change.
fn writes_job(_: &Step, kind: &Kind, ours: &Observation, theirs: &Observation) -> bool {
    let unversioned = |answer: &Observation| {
        let mut body = answer.body.clone();
        for field in ["resourceVersion", "managedFields"] {
            forgive::remove(&mut body, "/metadata", field);
        }
        (answer.code, body)
    };
    let version = |answer: &Observation| answer.body["metadata"]["resourceVersion"].clone();
    kind.plural == "jobs" && version(ours) != version(theirs) && unversioned(ours) == unversioned(theirs)
}

fn creates(step: &Step, kind: &Kind, ours: &Observation, theirs: &Observation) -> bool {
    kind.plural == "services" && !step.subresource.is_empty() && ours.code == 404 && theirs.code != 404
}

/// Judges two answers, and takes out of them what is documented.
pub(super) fn judge(step: &Step, ours: &mut Observation, theirs: &mut Observation) -> Verdict {
    let Some(kind) = find(&step.kind) else { return Verdict::Unexplained };
    if ours == theirs {
        // Two watches that nothing came of agree on nothing.
        let in_vain = theirs.body.as_array().is_some_and(|events| events.iter().any(|event| event["type"] == NOTHING));
        return if in_vain { Verdict::Unexplained } else { Verdict::Agreed };
    }
    for id in ALL.iter().map(|documented| documented.id) {
        for rule in id.rules() {
            match rule {
                Rule::Forgive(forgive) => {
                    forgive(step, kind, ours);
                    forgive(step, kind, theirs);
                }
                Rule::Part(applies) if applies(step, kind, ours, theirs) => return Verdict::Parted(id),
                Rule::Part(_) => {}
            }
            if ours == theirs {
                return Verdict::Documented(id);
            }
        }
    }
    Verdict::Unexplained
}
