//! The work, in turns.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::load::{self, CONCURRENT, ONE_BY_ONE};
use crate::server::{Kind, Server};

/// How many requests one server gets before it is the other's turn.
const TURN: usize = 50;
const STARTS: usize = 3;
const LISTS: usize = 21;

const SERVERS: [(&str, Kind); 2] = [("embedded", Kind::Embedded), ("cluster", Kind::Cluster)];

/// What a server took; times in milliseconds.
#[derive(Default, Serialize)]
pub(crate) struct Measured {
    /// From the start of its processes until it answers.
    start: Vec<f64>,
    /// One apply each that creates an object.
    apply: Vec<f64>,
    /// One apply each that changes nothing.
    reapply: Vec<f64>,
    /// Some applies each, several at a time, that create objects.
    concurrent: Vec<f64>,
    /// One list each of all objects.
    list: Vec<f64>,
    /// From the beginning of one write each to its event.
    watch: Vec<f64>,
    /// Processor time of the server for all of this but the start.
    processor: f64,
    /// Memory of the server after all of this, in MiB.
    memory: f64,
}

struct Subject {
    server: Server,
    measured: Measured,
    /// Processor time before the work.
    before: Duration,
}

/// Measures each server with that many objects.
pub(crate) async fn in_turns(objects: usize) -> Result<BTreeMap<&'static str, Measured>> {
    let mut subjects = started().await?;
    for subject in subjects.values_mut() {
        load::prepare(subject.server.control_plane()).await?;
        subject.before = subject.server.cpu()?;
    }
    let all: Vec<_> = (0..objects).collect();
    writes(&mut subjects, &all).await?;
    for _ in 0..LISTS {
        for Subject { server, measured, .. } in subjects.values_mut() {
            let time = load::list(server.control_plane().client(), ONE_BY_ONE, objects).await?;
            measured.list.push(milliseconds(time));
        }
    }
    watches(&mut subjects, &all).await?;
    subjects.into_iter().map(|(name, subject)| Ok((name, subject.finished()?))).collect()
}

/// Starts each several times; those started last stay.
async fn started() -> Result<BTreeMap<&'static str, Subject>> {
    let mut subjects = BTreeMap::<_, Subject>::new();
    for _ in 0..STARTS {
        for (name, kind) in SERVERS {
            let mut measured = subjects.remove(name).map(|subject| subject.measured).unwrap_or_default();
            let (server, start) = Server::start(kind).await?;
            measured.start.push(milliseconds(start));
            subjects.insert(name, Subject { server, measured, before: Duration::ZERO });
        }
    }
    Ok(subjects)
}

async fn writes(subjects: &mut BTreeMap<&str, Subject>, all: &[usize]) -> Result<()> {
    for objects in all.chunks(TURN) {
        for Subject { server, measured, .. } in subjects.values_mut() {
            let times = load::one_by_one(&server.wire(), ONE_BY_ONE, objects, "info").await?;
            measured.apply.extend(times.into_iter().map(milliseconds));
        }
    }
    for objects in all.chunks(TURN) {
        for Subject { server, measured, .. } in subjects.values_mut() {
            let times = load::one_by_one(&server.wire(), ONE_BY_ONE, objects, "info").await?;
            measured.reapply.extend(times.into_iter().map(milliseconds));
        }
    }
    for objects in all.chunks(TURN) {
        for Subject { server, measured, .. } in subjects.values_mut() {
            let time = load::concurrently(&server.wire(), CONCURRENT, objects, "info").await?;
            measured.concurrent.push(milliseconds(time));
        }
    }
    Ok(())
}

async fn watches(subjects: &mut BTreeMap<&str, Subject>, all: &[usize]) -> Result<()> {
    let mut watching = Vec::new();
    for subject in subjects.values_mut() {
        watching.push((load::watch(&subject.server, ONE_BY_ONE).await?, subject));
    }
    for objects in all.chunks(TURN) {
        for (events, Subject { server, measured, .. }) in &mut watching {
            let times = load::until_seen(&server.wire(), events, objects, "debug").await?;
            measured.watch.extend(times.into_iter().map(milliseconds));
        }
    }
    Ok(())
}

impl Subject {
    fn finished(self) -> Result<Measured> {
        let processor = milliseconds(self.server.cpu()?.saturating_sub(self.before));
        Ok(Measured { processor, memory: self.server.memory()? as f64 / 1024.0, ..self.measured })
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
