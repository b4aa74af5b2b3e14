//! Waiting for an object to reach a state, by watching it.

use std::time::Duration;

use futures::{FutureExt, StreamExt, stream::BoxStream};
use http::Method;
use kube::{
    Api,
    api::{WatchEvent, WatchParams},
    core::DynamicObject,
};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::{
    Call, ControlPlane, Error, Limits, Target,
    retry::{growing, scattered},
};
use crate::patience::READ_TIMEOUT;

/// How often the state is judged again without news of the object.
const TICK: Duration = Duration::from_secs(1);
/// How long a watch may say nothing, before the object is read: a connection can break without a word.
const NO_NEWS: Duration = Duration::from_secs(30);
/// How long the beginning of a watch may take.
const OPENING: Duration = Duration::from_secs(10);
const WATCH_SECONDS: u32 = 290;
const _: () = assert!(READ_TIMEOUT.as_secs() > WATCH_SECONDS as u64);

/// Whether an object is in the state waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Done,
    /// Not yet, and why.
    Pending(String),
    /// It will not get there by waiting, and why.
    Failed(String),
}

/// Why a wait ended without success. The texts are the last reason why the object was not in the state.
#[derive(Debug, thiserror::Error)]
pub enum WaitError {
    /// The state will not be reached.
    #[error("{0}")]
    Failed(String),
    /// The time is up.
    #[error("the time is up: {0}")]
    Timeout(String),
    /// The user asked to stop.
    #[error("interrupted: {0}")]
    Interrupted(String),
    /// The object could not be read.
    #[error(transparent)]
    Request(#[from] Error),
}

enum Event {
    Object(Option<Box<DynamicObject>>),
    News,
    Ended,
}

/// What a watch tells, and what it told so far.
struct Watch {
    events: BoxStream<'static, Event>,
    news: Instant,
}

impl ControlPlane {
    /// Waits until `judge` says that the object is in the state, and returns it; `None` stands for an absent object.
    /// `first` is the object as last seen.
    ///
    /// # Errors
    /// When the state is not reached, with the last reason.
    pub async fn wait(
        &self,
        target: &Target,
        first: Option<DynamicObject>,
        limits: Limits,
        mut judge: impl FnMut(Option<&DynamicObject>) -> Verdict,
    ) -> Result<Option<DynamicObject>, WaitError> {
        let mut object = first;
        let mut watch = self.watch(target, object.as_ref());
        let mut barren = 0;
        loop {
            let why = match judge(object.as_ref()) {
                Verdict::Done => return Ok(object),
                Verdict::Failed(why) => return Err(WaitError::Failed(why)),
                Verdict::Pending(why) => why,
            };
            let event = tokio::select! {
                event = watch.next() => event,
                () = sleep(TICK) => continue,
                () = sleep_until(limits.deadline) => return Err(WaitError::Timeout(why)),
                () = limits.stopped() => return Err(WaitError::Interrupted(why)),
            };
            match event {
                Event::News => barren = 0,
                Event::Object(seen) => {
                    barren = 0;
                    object = seen.map(|object| *object);
                }
                Event::Ended => {
                    barren += 1;
                    limits.rest(scattered(growing(barren + 1)).min(limits.left())).await;
                    if limits.is_stopped() {
                        return Err(WaitError::Interrupted(why));
                    }
                    object = match self.get(target, &limits).await {
                        Err(Error::Interrupted { .. }) => return Err(WaitError::Interrupted(why)),
                        read => read?,
                    };
                    watch = self.watch(target, object.as_ref());
                }
            }
        }
    }

    /// Events of an object after the version last seen. A watch that is refused, or does not begin in time, is one that
    /// ends at once: the caller then reads the object instead.
    fn watch(&self, target: &Target, seen: Option<&DynamicObject>) -> Watch {
        let params = WatchParams::default().fields(&format!("metadata.name={}", target.name)).timeout(WATCH_SECONDS);
        let version = seen.and_then(|object| object.metadata.resource_version.clone()).unwrap_or_else(|| "0".into());
        let api = match &target.namespace {
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, &target.resource),
            None => Api::<DynamicObject>::all_with(self.client.clone(), &target.resource),
        };
        let call =
            Call { host: self.host.clone(), method: Method::GET.to_string(), path: target.collection().url_path };
        let opened = async move {
            match timeout(OPENING, api.watch(&params, &version)).await {
                Ok(Ok(events)) => events.map(event).boxed(),
                Ok(Err(error)) => {
                    let error = Error::from_kube(error, &call);
                    tracing::debug!(%error, "the watch was refused");
                    futures::stream::empty().boxed()
                }
                Err(_) => futures::stream::empty().boxed(),
            }
        };
        Watch { events: opened.flatten_stream().boxed(), news: Instant::now() }
    }
}

impl Watch {
    async fn next(&mut self) -> Event {
        tokio::select! {
            event = self.events.next() => {
                self.news = Instant::now();
                event.unwrap_or(Event::Ended)
            }
            () = sleep_until(self.news + NO_NEWS) => Event::Ended,
        }
    }
}

fn event(event: kube::Result<WatchEvent<DynamicObject>>) -> Event {
    match event {
        Ok(WatchEvent::Added(object) | WatchEvent::Modified(object)) => Event::Object(Some(Box::new(object))),
        Ok(WatchEvent::Deleted(_)) => Event::Object(None),
        Ok(WatchEvent::Bookmark(_)) => Event::News,
        Ok(WatchEvent::Error(_)) | Err(_) => Event::Ended,
    }
}

#[cfg(test)]
mod tests;
