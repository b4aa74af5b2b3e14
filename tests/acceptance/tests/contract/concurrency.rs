//! Many writers at once.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use openchoreo_acceptance::{Events, Wire};
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};
use crate::watch::next;

contract!(lists_and_watches_miss_nothing_that_is_written_meanwhile, of_many_writers_from_one_version_one_succeeds);

const WRITERS: usize = 8;
const OBJECTS: usize = 20;
const READERS: usize = 12;

/// A list, and what is watched from its version on.
struct Reader {
    seen: BTreeSet<String>,
    version: u64,
    events: Events,
}

fn version(object: &Value) -> Result<u64> {
    object["metadata"]["resourceVersion"].as_str().and_then(|version| version.parse().ok()).context("no version")
}

fn name(object: &Value) -> Result<String> {
    Ok(object["metadata"]["name"].as_str().context("no name")?.to_owned())
}

impl Reader {
    async fn start(wire: &Wire, path: &str) -> Result<Self> {
        let list = wire.get(path).await?.ok()?;
        let version = version(&list)?;
        let mut seen = BTreeSet::new();
        for item in list["items"].as_array().into_iter().flatten() {
            ensure!(self::version(item)? <= version, "an item is newer than its list: {item}");
            seen.insert(name(item)?);
        }
        let events = wire.watch(&format!("{path}?watch=1&resourceVersion={version}")).await?;
        Ok(Self { seen, version, events })
    }

    /// Reads events until all objects have been seen; each must be new and newer than what came before.
    async fn finish(mut self) -> Result<()> {
        while self.seen.len() < WRITERS * OBJECTS {
            let event = next(&mut self.events).await.with_context(|| format!("{} seen", self.seen.len()))?;
            ensure!(event["type"] == "ADDED", "{event}");
            let version = version(&event["object"])?;
            ensure!(version > self.version, "{version} came after {}", self.version);
            self.version = version;
            ensure!(self.seen.insert(name(&event["object"])?), "the list had it already: {event}");
        }
        Ok(())
    }
}

async fn lists_and_watches_miss_nothing_that_is_written_meanwhile(test: Fixture) -> Result<()> {
    let path = test.core("configmaps");
    let writers = try_join_all((0..WRITERS).map(async |writer| {
        for number in 0..OBJECTS {
            let object = json!({ "metadata": { "name": format!("w{writer}-{number}") } });
            test.wire.post(&path, &object).await?.ok()?;
        }
        anyhow::Ok(())
    }));
    let readers = async {
        let mut readers = Vec::new();
        for _ in 0..READERS {
            readers.push(Reader::start(&test.wire, &path).await?);
        }
        anyhow::Ok(readers)
    };
    let (_, readers) = tokio::try_join!(writers, readers)?;
    try_join_all(readers.into_iter().map(Reader::finish)).await?;
    Ok(())
}

async fn of_many_writers_from_one_version_one_succeeds(test: Fixture) -> Result<()> {
    let created = test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let answers = try_join_all((0..WRITERS).map(async |writer| {
        let mut object = created.clone();
        object["data"] = json!({ "writer": writer.to_string() });
        test.wire.put(&test.core("configmaps/a"), &object).await
    }));
    let (won, lost): (Vec<_>, Vec<_>) = answers.await?.into_iter().partition(|answer| answer.code == 200);
    assert_eq!((won.len(), lost.len()), (1, WRITERS - 1));
    for answer in lost {
        answer.failure(409)?;
    }
    let found = test.wire.get(&test.core("configmaps/a")).await?.ok()?;
    assert_eq!(found["data"], won[0].body["data"]);
    Ok(())
}
