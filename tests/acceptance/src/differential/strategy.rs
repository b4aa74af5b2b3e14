use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option::weighted as maybe;
use proptest::prelude::{Strategy, any};
use proptest::{bool, sample};
use serde_json::{Value, json};

use super::kind::{Kind, kinds};
use super::session::merge;
use super::step::{Sequence, Step, Verb};

mod body;
mod query;

/// How long generated sequences are.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=24;

/// The verbs by how often they are drawn; proptest shrinks towards the first.
const VERBS: [(Verb, usize); 13] = [
    (Verb::Create, 7),
    (Verb::Get, 1),
    (Verb::Apply, 6),
    (Verb::Merge, 4),
    (Verb::Json, 4),
    (Verb::Update, 3),
    (Verb::Replace, 2),
    (Verb::Delete, 3),
    (Verb::List, 2),
    (Verb::Pages, 1),
    (Verb::Watch, 2),
    (Verb::Strategic, 3),
    (Verb::DeleteCollection, 1),
];

/// What proptest draws and shrinks for one step.
#[derive(Clone, Debug)]
struct Draft {
    verb: Verb,
    second_kind: bool,
    name: u8,
    /// Parts of the body, of its metadata, and perhaps one that is wrong.
    fragments: Vec<u8>,
    metadata: Vec<u8>,
    flaw: Option<u8>,
    status: bool,
    partial: bool,
    /// Whether it may be about an object that is not there, or one that is there already.
    astray: bool,
    query: query::Draft,
    /// Whatever else a verb has to choose.
    choice: u8,
}

/// Sequences about one or two kinds.
pub(super) fn sequence() -> impl Strategy<Value = Sequence> {
    let kind = || sample::select((0..kinds().len()).collect::<Vec<_>>());
    (kind(), kind(), vec(draft(), LENGTH)).prop_map(|(first, second, drafts)| {
        let pick = |draft: &Draft| &kinds()[if draft.second_kind { second } else { first }];
        let mut present = Present::default();
        let steps = drafts.into_iter().map(|draft| step(pick(&draft), &present.direct(pick(&draft), draft)));
        with_one_generated_name(steps.collect())
    })
}

/// The order of objects whose names two servers generate is not the same on both.
fn with_one_generated_name(mut sequence: Sequence) -> Sequence {
    let generating = sequence.iter_mut().filter_map(|step| step.body.get_mut("metadata")?.as_object_mut());
    for metadata in generating.filter(|metadata| metadata.contains_key("generateName")).skip(1) {
        metadata.remove("generateName");
    }
    sequence
}

fn draft() -> impl Strategy<Value = Draft> {
    let verbs: Vec<_> = VERBS.iter().flat_map(|(verb, weight)| vec![*verb; *weight]).collect();
    let place = (sample::select(verbs), bool::weighted(0.2), sample::select(vec![0, 0, 0, 1, 1, 2_u8]));
    let content = (vec(any::<u8>(), 0..4), vec(any::<u8>(), 0..2), maybe(0.2, any::<u8>()));
    let flags = (bool::weighted(0.15), bool::weighted(0.3), bool::weighted(0.15));
    (place, content, flags, query::draft(), any::<u8>()).prop_map(
        |((verb, second_kind, name), (fragments, metadata, flaw), (status, partial, astray), query, choice)| Draft {
            verb,
            second_kind,
            name,
            fragments,
            metadata,
            flaw,
            status,
            partial,
            astray,
            query,
            choice,
        },
    )
}

/// The objects that are probably there, by kind and name, so that most requests have something to act on.
#[derive(Default)]
struct Present(BTreeSet<(String, u8)>);

impl Present {
    /// Directs a request at an object that is there, or a creation at one that is not. Some are left to miss.
    fn direct(&mut self, kind: &Kind, mut draft: Draft) -> Draft {
        let creates = matches!(draft.verb, Verb::Create | Verb::Apply);
        if !draft.astray && !draft.verb.is_of_collection() || draft.verb == Verb::Create {
            let names = [draft.name, 0, 1, 2].into_iter();
            let found = |wanted: bool| names.clone().find(|name| self.has(kind, *name) == wanted);
            match (draft.verb, found(true), found(false)) {
                (Verb::Create, _, Some(free)) if !draft.astray => draft.name = free,
                (Verb::Create | Verb::Apply, ..) => {}
                (_, Some(taken), _) => draft.name = taken,
                (Verb::Get | Verb::Delete, None, _) => draft.verb = Verb::Apply,
                (_, None, _) => draft.verb = Verb::Create,
            }
        }
        if creates || matches!(draft.verb, Verb::Create | Verb::Apply) {
            self.0.insert((kind.plural.clone(), draft.name));
        } else if draft.verb == Verb::Delete {
            self.0.remove(&(kind.plural.clone(), draft.name));
        }
        draft
    }

    fn has(&self, kind: &Kind, name: u8) -> bool {
        self.0.contains(&(kind.plural.clone(), name))
    }
}

fn step(kind: &Kind, draft: &Draft) -> Step {
    // Pages of kinds at cluster scope would end where other sequences' objects happen to be.
    // The steps in which a controller ends a namespace are its own.
    let verb = match draft.verb {
        Verb::Pages if !kind.namespaced => Verb::List,
        Verb::Watch if kind.plural == "namespaces" => Verb::List,
        verb => verb,
    };
    let status = draft.status && kind.has_status() && !verb.is_of_collection() && verb != Verb::Delete;
    let name = if verb.is_of_collection() && verb != Verb::Create { "" } else { NAMES[usize::from(draft.name)] };
    let body = match verb {
        Verb::Get | Verb::List | Verb::Pages | Verb::Watch => Value::Null,
        Verb::Delete | Verb::DeleteCollection => deletion(draft, name),
        Verb::Json => body::operations(kind, draft, status),
        _ => body::body(kind, draft, status, name),
    };
    Step {
        verb,
        kind: kind.plural.clone(),
        name: name.to_owned(),
        subresource: if status { "status".to_owned() } else { String::new() },
        query: query::query(kind, verb, draft),
        body,
    }
}

/// The names of objects; the first is the most frequent one.
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Options of a deletion; most have none.
fn deletion(draft: &Draft, name: &str) -> Value {
    let named = |text: &str| format!("${{{name}.{text}}}");
    match draft.choice % 16 {
        0 => json!({ "propagationPolicy": "Background" }),
        1 => json!({ "propagationPolicy": "Foreground" }),
        2 => json!({ "propagationPolicy": "Orphan" }),
        3 if !name.is_empty() => json!({ "preconditions": { "uid": named("uid") } }),
        4 if !name.is_empty() => json!({ "preconditions": { "resourceVersion": named("version") } }),
        5 if !name.is_empty() => json!({ "preconditions": { "resourceVersion": named("stale") } }),
        6 if !name.is_empty() => json!({ "preconditions": { "uid": "00000000-0000-4000-8000-00000000000f" } }),
        7 => json!({ "dryRun": ["All"] }),
        8 => json!({ "gracePeriodSeconds": 0 }),
        9 => json!({ "propagationPolicy": "Sideways" }),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests;
