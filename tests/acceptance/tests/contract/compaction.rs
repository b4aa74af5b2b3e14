//! Watches from the past: complete as long as the server remembers, and refused at once from then on.

use anyhow::{Context, Result, ensure};
use futures::StreamExt;
use openchoreo_acceptance::{ControlPlane, Wire};
use serde_json::json;

use crate::watch::{expired, next, short};

const PATH: &str = "/api/v1/namespaces/default/configmaps";

/// The changes of a test: each makes an object of another name.
struct Past {
    wire: Wire,
    /// Names and versions, oldest first.
    changes: Vec<(String, String)>,
}

impl Past {
    fn new(plane: &ControlPlane) -> Self {
        Self { wire: plane.wire(), changes: Vec::new() }
    }

    async fn change(&mut self) -> Result<()> {
        let name = format!("change-{:03}", self.changes.len());
        let created = self.wire.post(PATH, &json!({ "metadata": { "name": name } })).await?.ok()?;
        let version = created["metadata"]["resourceVersion"].as_str().context("no version")?.to_owned();
        self.changes.push((name, version));
        Ok(())
    }

    /// Watches from a change on. Either all later ones come, each once and in order, or nothing but the error and the end:
    /// answers which.
    async fn is_watchable(&self, change: usize) -> Result<bool> {
        let version = &self.changes[change].1;
        let mut events = self.wire.watch(&format!("{PATH}?watch=1&resourceVersion={version}")).await?;
        for (name, version) in &self.changes[change + 1..] {
            let event = next(&mut events).await?;
            if event["type"] == "ERROR" {
                ensure!(*name == self.changes[change + 1].0, "events came before the error: {event}");
                expired(&event);
                ensure!(events.next().await.is_none(), "the stream goes on after its error");
                return Ok(false);
            }
            assert_eq!(
                (short(&event), &event["object"]["metadata"]["resourceVersion"]),
                (("ADDED", &**name), &json!(version))
            );
        }
        Ok(true)
    }

    async fn is_listed_at(&self, change: usize) -> Result<bool> {
        let version = &self.changes[change].1;
        let list = self.wire.get(&format!("{PATH}?resourceVersion={version}&resourceVersionMatch=Exact")).await?;
        if list.code == 200 {
            return Ok(true);
        }
        list.failure(410).map(|_| false)
    }
}

mod embedded {
    use super::*;

    #[tokio::test]
    async fn a_watch_from_the_past_is_complete_or_refused_at_once() -> Result<()> {
        let history = 3;
        let options = openchoreo_apiserver::Options { history: history as u64, ..Default::default() };
        let plane = ControlPlane::embedded_with(options).await?;
        let mut past = Past::new(&plane);
        // The log is cut a few changes at a time.
        for _ in 0..20 {
            past.change().await?;
        }
        let mut watchable = Vec::new();
        for change in 0..past.changes.len() {
            watchable.push(past.is_watchable(change).await?);
        }
        // The oldest version that can be watched is that of the change before those remembered: the last one forgotten.
        let forgotten = past.changes.len() - history - 1;
        let expected: Vec<_> = (0..past.changes.len()).map(|change| change >= forgotten).collect();
        assert_eq!(watchable, expected);
        Ok(())
    }
}

mod real {
    use openchoreo_acceptance::{Extent, Shared};

    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn a_watch_from_the_past_is_complete_or_refused_at_once() -> Result<()> {
        if !Extent::Forgetful.at_hand() {
            return Ok(());
        }
        let mut past = Past::new(&ControlPlane::shared(Shared::Forgetful).await?);
        past.change().await?;
        while past.is_listed_at(0).await? {
            past.change().await?;
        }
        // What follows the newest change is still to come.
        past.change().await?;
        let mut refused = false;
        // Forgetting goes on meanwhile, from the oldest to the newest.
        for change in (0..past.changes.len() - 1).rev() {
            let is_watchable = past.is_watchable(change).await?;
            ensure!(!(refused && is_watchable), "the past of change {change} came back");
            ensure!(
                is_watchable || !past.is_listed_at(change).await?,
                "change {change} is remembered but not watchable"
            );
            refused = !is_watchable;
        }
        ensure!(refused, "nothing was forgotten");
        Ok(())
    }

    #[tokio::test]
    async fn a_watch_from_before_all_that_is_kept_in_memory_is_refused() -> Result<()> {
        if !Extent::Api.at_hand() {
            return Ok(());
        }
        let test = Fixture::new(ControlPlane::real().await?).await?;
        test.install_widgets().await?;
        let mut events = test.wire.watch(&test.widgets("?watch=1&resourceVersion=1")).await?;
        expired(&next(&mut events).await?);
        Ok(())
    }
}
