//! Waiting for an object to reach a state, by watching it.

use std::time::Duration;

use futures::{StreamExt, stream::BoxStream};
use kube::{
    Api,
    api::{WatchEvent, WatchParams},
    core::DynamicObject,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

use super::{ControlPlane, Error, Target};

/// How often the state is judged again without news of the object.
const TICK: Duration = Duration::from_secs(1);
/// Pause before an object is read again whose watch ended.
const PAUSE: Duration = Duration::from_millis(200);
const WATCH_SECONDS: u32 = 290;

/// What ends a wait early.
#[derive(Clone)]
pub struct Limits {
    /// When the wait ends without success.
    pub deadline: Instant,
    /// Turns true when the user asks to stop.
    pub stop: watch::Receiver<bool>,
}

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
    Tick,
    Ended,
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
        mut limits: Limits,
        mut judge: impl FnMut(Option<&DynamicObject>) -> Verdict,
    ) -> Result<Option<DynamicObject>, WaitError> {
        let mut object = first;
        let mut events = None;
        loop {
            let why = match judge(object.as_ref()) {
                Verdict::Done => return Ok(object),
                Verdict::Failed(why) => return Err(WaitError::Failed(why)),
                Verdict::Pending(why) => why,
            };
            let stream = match events.as_mut() {
                Some(stream) => stream,
                None => events.insert(self.watch(target, object.as_ref()).await),
            };
            let event = tokio::select! {
                event = next(stream) => event,
                () = sleep(TICK) => Event::Tick,
                () = sleep_until(limits.deadline) => return Err(WaitError::Timeout(why)),
                () = stopped(&mut limits.stop) => return Err(WaitError::Interrupted(why)),
            };
            match event {
                Event::Object(seen) => object = seen.map(|object| *object),
                Event::Tick => {}
                Event::Ended => {
                    sleep(PAUSE).await;
                    events = None;
                    object = self.get(target, limits.deadline).await?;
                }
            }
        }
    }

    /// Events of an object after the version last seen. A watch that is refused is a stream that ends at once: the
    /// caller then reads the object instead.
    async fn watch(&self, target: &Target, seen: Option<&DynamicObject>) -> BoxStream<'static, Event> {
        let params = WatchParams::default().fields(&format!("metadata.name={}", target.name)).timeout(WATCH_SECONDS);
        let version = seen.and_then(|object| object.metadata.resource_version.as_deref()).unwrap_or("0");
        let api = match &target.namespace {
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, &target.resource),
            None => Api::<DynamicObject>::all_with(self.client.clone(), &target.resource),
        };
        match api.watch(&params, version).await {
            Ok(events) => events.map(event).boxed(),
            Err(error) => {
                let error = Error::from_kube(error, &self.host);
                tracing::debug!(%error, "the watch was refused");
                futures::stream::empty().boxed()
            }
        }
    }
}

fn event(event: kube::Result<WatchEvent<DynamicObject>>) -> Event {
    match event {
        Ok(WatchEvent::Added(object) | WatchEvent::Modified(object)) => Event::Object(Some(Box::new(object))),
        Ok(WatchEvent::Deleted(_)) => Event::Object(None),
        Ok(WatchEvent::Bookmark(_)) => Event::Tick,
        Ok(WatchEvent::Error(_)) | Err(_) => Event::Ended,
    }
}

async fn next(stream: &mut BoxStream<'static, Event>) -> Event {
    stream.next().await.unwrap_or(Event::Ended)
}

/// Returns when the user asks to stop, and never where nobody can ask any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
