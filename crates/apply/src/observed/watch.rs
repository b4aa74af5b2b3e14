//! The watch of one kind on one cluster.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::{Api, DynamicObject, TypeMeta};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Client, core::PartialObjectMeta};
use openchoreo_api::names;

use super::{ObjectKey, Observed};
use crate::kind::Kind;

/// Keeps the index up to date for one kind, for ever.
pub(super) async fn run(client: Client, kind: &'static Kind, observed: Arc<Observed>) {
    let ours = format!("{}={}", names::MANAGED_BY, names::MANAGER);
    let config = watcher::Config::default().labels(&ours);
    if kind.has_health {
        let objects = Api::<DynamicObject>::all_with(client, &kind.resource());
        follow(kind, &observed, watcher(objects, config)).await;
    } else {
        let objects = Api::<PartialObjectMeta<DynamicObject>>::all_with(client, &kind.resource());
        let metadata = watcher(objects, config);
        follow(kind, &observed, metadata.map(move |event| event.map(|event| without_body(kind, event)))).await;
    }
}

async fn follow(
    kind: &'static Kind,
    observed: &Observed,
    events: impl Stream<Item = watcher::Result<watcher::Event<DynamicObject>>> + Send,
) {
    let mut events = std::pin::pin!(events.default_backoff());
    let mut pass = Pass { kind, observed, is_listed: false, missing: BTreeSet::new() };
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => pass.take(event),
            Err(error) => pass.fail(&error),
        }
    }
}

/// What one watch knows besides the index.
struct Pass<'a> {
    kind: &'static Kind,
    observed: &'a Observed,
    is_listed: bool,
    /// While a list comes in: what was known before it and is not in it so far.
    missing: BTreeSet<ObjectKey>,
}

impl Pass<'_> {
    fn take(&mut self, event: watcher::Event<DynamicObject>) {
        match event {
            watcher::Event::Init => self.missing = self.observed.lock().of_kind(self.kind),
            watcher::Event::InitApply(object) => {
                self.missing.remove(&ObjectKey::of(self.kind, &object));
                self.insert(&object);
            }
            watcher::Event::InitDone => {
                for key in std::mem::take(&mut self.missing) {
                    let owner = self.observed.lock().remove(&key, None);
                    self.observed.announce(owner);
                }
                self.listed();
            }
            watcher::Event::Apply(object) => self.insert(&object),
            watcher::Event::Delete(object) => {
                let version = object.metadata.resource_version.as_ref().and_then(|version| version.parse().ok());
                let owner = self.observed.lock().remove(&ObjectKey::of(self.kind, &object), version);
                self.observed.announce(owner);
            }
        }
    }

    fn insert(&self, object: &DynamicObject) {
        let owner = self.observed.lock().observe(self.kind, object);
        self.observed.announce(owner);
    }

    /// A kind that the cluster does not serve has no objects; the watch tries again in case that it will.
    fn fail(&mut self, error: &watcher::Error) {
        match error {
            watcher::Error::InitialListFailed(kube::Error::Api(status)) if status.code == 404 => self.listed(),
            error => tracing::warn!(kind = self.kind.kind, %error, "the watch of a data plane's objects failed"),
        }
    }

    fn listed(&mut self) {
        if !std::mem::replace(&mut self.is_listed, true) {
            self.observed.listed.send_modify(|listed| *listed += 1);
        }
    }
}

fn without_body(
    kind: &'static Kind,
    event: watcher::Event<PartialObjectMeta<DynamicObject>>,
) -> watcher::Event<DynamicObject> {
    let whole = |object: PartialObjectMeta<DynamicObject>| of_metadata(kind, object.metadata);
    match event {
        watcher::Event::Init => watcher::Event::Init,
        watcher::Event::InitApply(object) => watcher::Event::InitApply(whole(object)),
        watcher::Event::InitDone => watcher::Event::InitDone,
        watcher::Event::Apply(object) => watcher::Event::Apply(whole(object)),
        watcher::Event::Delete(object) => watcher::Event::Delete(whole(object)),
    }
}

fn of_metadata(kind: &'static Kind, metadata: ObjectMeta) -> DynamicObject {
    let types = TypeMeta { api_version: kind.api_version(), kind: kind.kind.to_owned() };
    DynamicObject { types: Some(types), metadata, data: serde_json::Value::Null }
}
