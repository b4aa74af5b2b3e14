use std::collections::BTreeMap;

use super::documented::Id;
use super::session::Observation;
use super::step::{Step, Verb};

/// How often which request came to what.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    counts: BTreeMap<(Verb, &'static str, String), usize>,
    steps: usize,
    met: BTreeMap<Id, Met>,
}

/// How often a documented difference was seen, and how often it ended the sequence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    pub(super) seen: usize,
    pub(super) ended: usize,
}

/// The outcomes that are told apart: success, and each class of errors.
pub(super) const CLASSES: [&str; 8] =
    ["success", "BadRequest", "Conflict", "AlreadyExists", "Invalid", "NotFound", "UnsupportedMediaType", "other"];

impl Outcomes {
    pub(super) fn count(&mut self, step: &Step, answer: &Observation) {
        self.steps += 1;
        *self.counts.entry((step.verb, class(answer), step.kind.clone())).or_default() += 1;
    }

    pub(super) fn meet(&mut self, id: Id, ended: bool) {
        let met = self.met.entry(id).or_default();
        met.seen += 1;
        met.ended += usize::from(ended);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        for (id, other) in &other.met {
            let met = self.met.entry(*id).or_default();
            *met = Met { seen: met.seen + other.seen, ended: met.ended + other.ended };
        }
        for (key, count) in &other.counts {
            *self.counts.entry(key.clone()).or_default() += count;
        }
    }

    pub(super) fn get(&self, verb: Verb, class: &'static str, kind: &str) -> usize {
        self.counts.get(&(verb, class, kind.to_owned())).copied().unwrap_or_default()
    }

    /// The documented differences that were met.
    pub(super) fn met(&self) -> &BTreeMap<Id, Met> {
        &self.met
    }

    /// Whether a documented difference kept the rest of a sequence from being compared.
    pub fn ended_early(&self) -> bool {
        self.met.values().any(|met| met.ended > 0)
    }

    /// How many requests were compared.
    pub fn steps(&self) -> usize {
        self.steps
    }
}

fn class(answer: &Observation) -> &'static str {
    if answer.code < 300 {
        return CLASSES[0];
    }
    let reason = answer.body["reason"].as_str().unwrap_or_default();
    CLASSES.into_iter().find(|class| *class == reason).unwrap_or("other")
}
