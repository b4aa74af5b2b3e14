use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::documented::{self, Verdict};
use super::kind::{Kind, find, kinds};
use super::outcome::Outcomes;
use super::session::{Observation, Session, merge};
use super::settle::settle;
use super::step::{Sequence, Step, Verb};
use crate::{ControlPlane, Wire};

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sequences keep apart by a namespace of their own.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Both servers, with the definitions that sequences need.
pub struct Pair {
    embedded: ControlPlane,
    real: ControlPlane,
    collecting: OnceCell<()>,
}

/// A step on which the servers do not agree.
#[derive(Debug)]
pub struct Disagreement {
    /// Its number in the sequence, from 0.
    pub position: usize,
    /// The step.
    pub step: Step,
    /// What the embedded server answers.
    pub embedded: Observation,
    /// What the real one answers.
    pub real: Observation,
}

impl Pair {
    /// Starts an embedded server and reaches the real one that this process shares.
    ///
    /// # Errors
    /// When one of them does not start.
    pub async fn start() -> Result<Self> {
        Self::of(ControlPlane::real()).await
    }

    /// Starts two servers that hold nothing yet.
    ///
    /// # Errors
    /// When one of them does not start.
    pub async fn empty() -> Result<Self> {
        Self::of(ControlPlane::real_of_its_own()).await
    }

    async fn of(real: impl Future<Output = Result<ControlPlane>>) -> Result<Self> {
        let (embedded, real) = tokio::try_join!(ControlPlane::embedded(), real)?;
        let pair = Self { embedded, real, collecting: OnceCell::new() };
        for plane in [&pair.embedded, &pair.real] {
            define(&plane.wire()).await?;
        }
        Ok(pair)
    }

    /// Waits until both servers' garbage collectors know the definitions, which takes up to half a minute; sequences
    /// about deletions wait for it, others have no need to.
    ///
    /// # Errors
    /// When a server does not answer, or has no garbage collector.
    pub async fn collecting(&self) -> Result<()> {
        let collected = self.collecting.get_or_try_init(async || {
            for kind in kinds().iter().filter(|kind| kind.is_custom()) {
                until_collected(&self.embedded.wire(), kind).await?;
                until_collected(&self.real.wire(), kind).await?;
            }
            Ok(())
        });
        collected.await.copied()
    }

    /// Runs a sequence on both; answers what they first disagree on. Outcomes are counted.
    ///
    /// # Errors
    /// When a server does not answer at all.
    pub async fn run(&self, sequence: &Sequence, outcomes: &mut Outcomes) -> Result<Option<Disagreement>> {
        let namespace = format!("sequence-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut embedded = Session::start(self.embedded.wire(), &namespace).await?;
        let mut real = Session::start(self.real.wire(), &namespace).await?;
        let kinds = kinds_of(sequence)?;
        let follows_up = needs_controllers(sequence);
        if follows_up {
            self.collecting().await?;
        }
        for (position, step) in sequence.iter().cloned().chain(last_look(&kinds)).enumerate() {
            let (mut ours, mut theirs) =
                tokio::try_join!(patiently(embedded.perform(&step)), patiently(real.perform(&step)))
                    .with_context(|| format!("in {namespace}, step {position}: {step:?}"))?;
            if position < sequence.len() {
                outcomes.count(&step, &theirs);
            }
            match documented::judge(&step, &mut ours, &mut theirs) {
                Verdict::Agreed => {}
                Verdict::Documented(id) => outcomes.meet(id, false),
                Verdict::Parted(id) => {
                    outcomes.meet(id, true);
                    return Ok(None);
                }
                Verdict::Unexplained => {
                    return Ok(Some(Disagreement { position, step, embedded: ours, real: theirs }));
                }
            }
            if follows_up && step.verb.method() != "GET" {
                tokio::try_join!(settle(&embedded, &kinds), settle(&real, &kinds))?;
            }
        }
        Ok(None)
    }
}

/// A step that never ends is told with the step, instead of holding up the campaign.
async fn patiently(observing: impl Future<Output = Result<Observation>>) -> Result<Observation> {
    tokio::time::timeout(PATIENCE, observing).await.context("the step does not end")?
}

/// The lists with which every sequence ends.
fn last_look(kinds: &[&'static Kind]) -> impl Iterator<Item = Step> {
    kinds.iter().map(|kind| Step {
        verb: Verb::List,
        kind: kind.plural.clone(),
        name: String::new(),
        subresource: String::new(),
        query: Default::default(),
        body: Value::Null,
    })
}

fn kinds_of(sequence: &Sequence) -> Result<Vec<&'static Kind>> {
    let mut names: Vec<_> = sequence.iter().map(|step| step.kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| find(name).with_context(|| format!("{name:?} is no known kind"))).collect()
}

/// Whether the garbage collector or the namespace controller has anything to do in a sequence.
pub(super) fn needs_controllers(sequence: &Sequence) -> bool {
    sequence.iter().any(|step| {
        let text = step.body.to_string();
        matches!(step.kind.as_str(), "namespaces" | "jobs")
            || text.contains("ownerReferences")
            || text.contains("propagationPolicy")
            || text.contains("orphan")
    })
}

async fn define(wire: &Wire) -> Result<()> {
    let definitions: Vec<Value> = serde_saphyr::from_multiple(include_str!("definitions.yaml"))?;
    for definition in &definitions {
        let answer = wire.post(DEFINITIONS, definition).await?;
        if answer.code != 409 {
            answer.ok()?;
        }
        let (group, plural) = (&definition["spec"]["group"], &definition["spec"]["names"]["plural"]);
        let path = format!("/apis/{}/v1/{}", group.as_str().unwrap_or_default(), plural.as_str().unwrap_or_default());
        until_served(wire, &path).await?;
    }
    Ok(())
}

/// The garbage collector of a real cluster looks for new types now and then only.
async fn until_collected(wire: &Wire, kind: &Kind) -> Result<()> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let collection = kind.collection("default");
    let mut probe = kind.base.clone();
    let name = format!("probe-{number}");
    merge(&mut probe, &json!({ "apiVersion": kind.group_version, "kind": kind.kind, "metadata": { "name": name } }));
    wire.post(&collection, &probe).await?.ok()?;
    let path = format!("{collection}/{name}");
    wire.delete(&format!("{path}?propagationPolicy=Foreground"), None).await?.ok()?;
    let polled = tokio::time::timeout(Duration::from_secs(120), async {
        while wire.get(&path).await?.code.is_success() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    });
    match polled.await {
        Ok(collected) => collected,
        Err(_) => bail!("no garbage collector deletes {path}"),
    }
}

async fn until_served(wire: &Wire, path: &str) -> Result<()> {
    let polled = tokio::time::timeout(Duration::from_secs(30), async {
        while !wire.get(path).await?.code.is_success() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    });
    match polled.await {
        Ok(served) => served,
        Err(_) => bail!("{path} is not served"),
    }
}
