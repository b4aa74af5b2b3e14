use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::kind::{Kind, find};
use super::normalize::Normalizer;
use super::step::{Step, Verb};
use super::watching;
use crate::{Answer, Wire};

/// A sequence's conversation with one server.
pub struct Session {
    pub(super) wire: Wire,
    pub(super) namespace: String,
    /// The version at which the sequence began.
    pub(super) start: String,
    /// The latest version that any answer has shown.
    pub(super) latest: u64,
    pub(super) normalizer: Normalizer,
    objects: BTreeMap<(String, String), Seen>,
    fences: usize,
}

/// What answers have shown of an object.
pub(super) struct Seen {
    first: Value,
    last: Value,
}

impl Seen {
    pub(super) fn uid(&self) -> &str {
        text(&self.last, "uid")
    }

    pub(super) fn version(&self) -> &str {
        text(&self.last, "resourceVersion")
    }

    pub(super) fn first_version(&self) -> &str {
        text(&self.first, "resourceVersion")
    }
}

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object["metadata"][field].as_str().unwrap_or_default()
}

/// What one step showed, without what must differ between servers.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The HTTP status; of the last answer where a step is several requests.
    pub code: u16,
    /// The body, or the bodies where a step is several requests.
    pub body: Value,
    /// The texts of warnings, sorted; none beside an error.
    pub warnings: Vec<String>,
    /// The message of an error, which is not compared.
    pub said: String,
}

impl PartialEq for Observation {
    fn eq(&self, other: &Self) -> bool {
        (self.code, &self.body, &self.warnings) == (other.code, &other.body, &other.warnings)
    }
}

impl Session {
    /// Begins a sequence in a new namespace.
    ///
    /// # Errors
    /// When the namespace cannot be created.
    pub async fn start(wire: Wire, namespace: &str) -> Result<Self> {
        let body = json!({ "metadata": { "name": namespace } });
        let created = wire.post("/api/v1/namespaces", &body).await?.ok()?;
        let start = text(&created, "resourceVersion").to_owned();
        let namespace = namespace.to_owned();
        let latest = start.parse()?;
        Ok(Self {
            wire,
            namespace,
            start,
            latest,
            normalizer: Normalizer::default(),
            objects: BTreeMap::new(),
            fences: 0,
        })
    }

    /// Does one step.
    ///
    /// # Errors
    /// When the server does not answer at all, or the step names no known kind.
    pub async fn perform(&mut self, step: &Step) -> Result<Observation> {
        let kind = find(&step.kind).with_context(|| format!("{:?} is no kind of differential tests", step.kind))?;
        match step.verb {
            Verb::Pages => self.pages(kind, step).await,
            Verb::Watch => watching::watch(self, kind, step).await,
            _ => self.exchange(kind, step).await,
        }
    }

    async fn exchange(&mut self, kind: &Kind, step: &Step) -> Result<Observation> {
        let body = self.body(kind, step);
        let path = self.path(kind, step, &[]);
        let answer = self.wire.send(step.verb.method(), &path, step.verb.media_type(), body.as_ref()).await?;
        if !step.is_dry_run() {
            self.remember(step, &answer.body);
        }
        Ok(self.observe(&answer))
    }

    async fn pages(&mut self, kind: &Kind, step: &Step) -> Result<Observation> {
        let mut pages = Vec::new();
        let mut token = String::new();
        loop {
            let path = self.path(kind, step, &[("continue", &token)]);
            let answer = self.wire.get(&path).await?;
            token = text(&answer.body, "continue").to_owned();
            let observed = self.observe(&answer);
            pages.push(observed.body.clone());
            if pages.len() == 1 {
                let fence = self.fence(kind).await?;
                self.remove_fence(kind, &fence).await?;
            }
            if token.is_empty() {
                return Ok(Observation { body: Value::Array(pages), ..observed });
            }
        }
    }

    /// Creates an object that every selector of the generator selects.
    pub(super) async fn fence(&mut self, kind: &Kind) -> Result<String> {
        self.fences += 1;
        let name = self.full_name(kind, &format!("fence-{}", self.fences));
        let mut body = kind.base.clone();
        let labels = json!({ "sequence": self.namespace, "tier": "web", "env": "prod" });
        merge(
            &mut body,
            &json!({ "apiVersion": kind.group_version, "kind": kind.kind, "metadata": { "name": name, "labels": labels } }),
        );
        self.wire.post(&kind.collection(&self.namespace), &body).await?.ok()?;
        Ok(name)
    }

    pub(super) async fn remove_fence(&mut self, kind: &Kind, name: &str) -> Result<()> {
        let path = format!("{}/{name}", kind.collection(&self.namespace));
        // Jobs would orphan their pods first.
        self.wire.delete(&format!("{path}?propagationPolicy=Background"), None).await?.ok()?;
        while kind.plural == "namespaces" && self.wire.get(&path).await?.code.is_success() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        // The answer to a deletion has no version.
        let list = self.wire.get(&format!("{}?limit=1", kind.collection(&self.namespace))).await?.ok()?;
        self.see(&list);
        Ok(())
    }

    fn see(&mut self, body: &Value) {
        self.latest = self.latest.max(text(body, "resourceVersion").parse().unwrap_or_default());
    }

    pub(super) fn observe(&mut self, answer: &Answer) -> Observation {
        self.see(&answer.body);
        let mut warnings = if answer.code.is_success() { answer.warnings() } else { Vec::new() };
        warnings.sort();
        let said = answer.body["message"].as_str().unwrap_or_default().to_owned();
        Observation { code: answer.code.as_u16(), body: self.normalizer.body(&answer.body), warnings, said }
    }

    pub(super) fn path(&self, kind: &Kind, step: &Step, more: &[(&str, &str)]) -> String {
        let mut path = kind.collection(&self.namespace);
        if !step.verb.is_of_collection() {
            path = format!("{path}/{}", self.full_name(kind, &step.name));
        }
        if !step.subresource.is_empty() {
            path = format!("{path}/{}", step.subresource);
        }
        let mut query: BTreeMap<&str, String> =
            step.query.iter().map(|(name, value)| (name.as_str(), self.resolve_text(&step.kind, value))).collect();
        query.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        if !kind.namespaced && step.verb.is_of_collection() && step.verb != Verb::Create {
            let selector = query.entry("labelSelector").or_default();
            let own = format!("sequence={}", self.namespace);
            *selector = if selector.is_empty() { own } else { format!("{own},{selector}") };
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }

    /// The name as the server knows it: kinds at cluster scope are shared by all sequences.
    fn full_name(&self, kind: &Kind, name: &str) -> String {
        if kind.namespaced { name.to_owned() } else { format!("{}-{name}", self.namespace) }
    }

    fn body(&self, kind: &Kind, step: &Step) -> Option<Value> {
        if step.body.is_null() {
            return None;
        }
        let mut body = self.resolve(&step.kind, &step.body);
        if step.verb == Verb::Update {
            let seen = self.objects.get(&(step.kind.clone(), step.name.clone()));
            let mut whole = seen.map_or_else(|| kind.base.clone(), |seen| seen.last.clone());
            merge(&mut whole, &body);
            body = whole;
        }
        if step.verb.sends_object() && body.is_object() {
            self.complete(kind, step, &mut body);
        }
        Some(body)
    }

    fn complete(&self, kind: &Kind, step: &Step, body: &mut Value) {
        for (field, value) in [("apiVersion", &kind.group_version), ("kind", &kind.kind)] {
            if body.get(field).is_none() {
                body[field] = json!(value);
            }
        }
        let generated = body["metadata"].get("generateName").is_some();
        if body["metadata"].get("name").is_none() && !generated && !step.name.is_empty() {
            merge(body, &json!({ "metadata": { "name": self.full_name(kind, &step.name) } }));
        }
        // Of built-in kinds, the labels are replaced with the status.
        let labelled = step.subresource.is_empty() || (step.verb == Verb::Replace && !kind.is_custom());
        if !kind.namespaced && step.verb != Verb::Update && labelled {
            merge(body, &json!({ "metadata": { "labels": { "sequence": self.namespace } } }));
        }
    }

    pub(super) fn seen(&self, kind: &str, name: &str) -> Option<&Seen> {
        self.objects.get(&(kind.to_owned(), name.to_owned()))
    }

    fn remember(&mut self, step: &Step, body: &Value) {
        if step.name.is_empty() || text(body, "uid").is_empty() {
            return;
        }
        let key = (step.kind.clone(), step.name.clone());
        match self.objects.get_mut(&key) {
            Some(seen) => seen.last.clone_from(body),
            None => drop(self.objects.insert(key, Seen { first: body.clone(), last: body.clone() })),
        }
    }
}

/// Merges objects into objects; anything else replaces what was there, null included.
pub(super) fn merge(target: &mut Value, change: &Value) {
    match (target, change) {
        (Value::Object(target), Value::Object(change)) => {
            for (name, value) in change {
                merge(target.entry(name).or_insert(Value::Null), value);
            }
        }
        (target, change) => target.clone_from(change),
    }
}
