use std::fmt;

use serde_json::Value;

use super::pair::Disagreement;
use super::session::Observation;
use super::step::{Sequence, Step};

/// A sequence up to the step on which the servers disagree, and what they answer to it.
pub(super) struct Transcript<'a> {
    pub(super) sequence: &'a Sequence,
    pub(super) found: &'a Disagreement,
}

impl fmt::Display for Transcript<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in self.sequence.iter().take(self.found.position) {
            writeln!(out, "- {}", line(step))?;
        }
        self.found.fmt(out)
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "- {}", line(&self.step))?;
        for difference in self.differences() {
            writeln!(out, "    {difference}")?;
        }
        for (who, observed) in [("embedded", &self.embedded), ("real", &self.real)] {
            if !observed.said.is_empty() {
                writeln!(out, "    {who} says: {}", observed.said)?;
            }
        }
        Ok(())
    }
}

/// JSON is YAML, so that a line can be pasted into a file of fixed cases.
fn line(step: &Step) -> String {
    serde_json::to_string(step).unwrap_or_else(|error| error.to_string())
}

impl Disagreement {
    /// Where the answers differ, a line for each place.
    pub fn differences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let (ours, theirs) = (&self.embedded, &self.real);
        differences("", Some(&whole(ours)), Some(&whole(theirs)), &mut lines);
        lines
    }
}

fn whole(observed: &Observation) -> Value {
    serde_json::json!({ "code": observed.code, "warnings": observed.warnings, "body": observed.body })
}

fn differences(path: &str, ours: Option<&Value>, theirs: Option<&Value>, lines: &mut Vec<String>) {
    match (ours, theirs) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let names: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for name in names {
                differences(&format!("{path}/{name}"), a.get(name), b.get(name), lines);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}/{index}"), Some(a), Some(b), lines);
            }
        }
        _ if ours == theirs => {}
        _ => {
            let [ours, theirs] = [ours, theirs].map(|value| value.map_or("nothing".to_owned(), Value::to_string));
            lines.push(format!("{path}: embedded {ours}, real {theirs}"));
        }
    }
}
