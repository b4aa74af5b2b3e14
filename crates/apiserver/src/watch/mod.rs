//! Watches: the log of one resource as a stream of events.

mod event;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::core::Core;
use crate::http::{self, Form};
use crate::registry::{Catalog, ResourceType};
use crate::selector::Filter;
use crate::status::{ApiError, Reason};
use crate::store::{Change, Range};

pub(crate) use event::INITIAL_EVENTS_END;

/// About how many bytes of events are sent at once.
const CHUNK_BYTES: usize = 256 << 10;

/// What to watch.
#[derive(Clone, Debug)]
pub(crate) struct WatchRequest {
    pub(crate) kind: Arc<ResourceType>,
    /// Only this namespace.
    pub(crate) namespace: Option<String>,
    pub(crate) filter: Filter,
    /// The form of the objects in the events.
    pub(crate) form: Form,
    /// The revision after which changes are wanted; without it the stream starts with what exists.
    pub(crate) after: Option<u64>,
    /// The revision that what exists must have reached.
    pub(crate) at_least: u64,
    /// Whether the end of what existed is marked by a bookmark.
    pub(crate) mark_initial: bool,
    /// Whether a quiet stream gets bookmarks.
    pub(crate) bookmarks: bool,
    /// When the stream ends.
    pub(crate) timeout: Duration,
}

/// The lines of a watch, in chunks.
pub(crate) fn stream(core: Arc<Core>, request: WatchRequest) -> impl Stream<Item = Bytes> + Send {
    let watcher = Watcher::new(core, request);
    futures::stream::unfold(watcher, |mut watcher| async move { Some((watcher.next().await?, watcher)) })
}

struct Watcher {
    core: Arc<Core>,
    request: WatchRequest,
    signal: watch::Receiver<u64>,
    /// The end of the type ends the watch, also where no object is left whose deletion would wake it.
    catalog: watch::Receiver<Arc<Catalog>>,
    closing: watch::Receiver<bool>,
    /// Everything up to here has been sent; nothing yet if absent.
    cursor: Option<u64>,
    next_bookmark: Instant,
    deadline: Instant,
    ended: bool,
}

/// Why a quiet watcher woke up.
enum Wake {
    Changed,
    Tick,
    End,
}

impl Watcher {
    fn new(core: Arc<Core>, request: WatchRequest) -> Self {
        let now = Instant::now();
        Self {
            signal: core.store.subscribe(&request.kind.storage),
            catalog: core.registry.subscribe(),
            closing: core.closing.subscribe(),
            cursor: request.after,
            next_bookmark: now + core.bookmark_interval,
            deadline: now + request.timeout,
            ended: false,
            core,
            request,
        }
    }

    async fn next(&mut self) -> Option<Bytes> {
        while !self.ended && !*self.closing.borrow() {
            self.signal.borrow_and_update();
            self.catalog.borrow_and_update();
            let lines = self.read().unwrap_or_else(|error| {
                self.ended = true;
                event::error(&error)
            });
            if !lines.is_empty() {
                return Some(lines.into());
            }
            if self.ended {
                return None;
            }
            match self.wait().await {
                Wake::Changed => {}
                Wake::Tick => {
                    self.next_bookmark = Instant::now() + self.core.bookmark_interval;
                    if let Some(bookmark) = self.bookmark() {
                        return Some(bookmark);
                    }
                }
                Wake::End => return None,
            }
        }
        None
    }

    async fn wait(&mut self) -> Wake {
        tokio::select! {
            changed = self.signal.changed() => if changed.is_ok() { Wake::Changed } else { Wake::End },
            changed = self.catalog.changed() => if changed.is_ok() { Wake::Changed } else { Wake::End },
            _ = self.closing.changed() => Wake::End,
            () = tokio::time::sleep_until(self.deadline) => Wake::End,
            () = tokio::time::sleep_until(self.next_bookmark) => Wake::Tick,
        }
    }

    /// A bookmark at the revision up to which everything has been sent.
    fn bookmark(&mut self) -> Option<Bytes> {
        let lines = self.read().ok()?;
        if !lines.is_empty() {
            return Some(lines.into());
        }
        self.request.bookmarks.then(|| {
            let WatchRequest { kind, form, .. } = &mut self.request;
            event::bookmark(kind, form, self.cursor.unwrap_or(0), false).into()
        })
    }

    fn read(&mut self) -> Result<Vec<u8>, ApiError> {
        let kind = &self.request.kind;
        // The definition may have changed which version is stored, or may be gone.
        match self.core.registry.catalog().get(&kind.group, &kind.version, &kind.plural) {
            Some(found) => self.request.kind = Arc::clone(found),
            None => self.ended = true,
        }
        match self.cursor {
            None => self.read_existing(),
            Some(cursor) => self.read_changes(cursor),
        }
    }

    fn read_existing(&mut self) -> Result<Vec<u8>, ApiError> {
        let request = &self.request;
        let mut form = request.form;
        let snapshot = self.core.store.snapshot()?;
        if request.at_least > snapshot.revision() {
            return Err(http::too_large(request.at_least, snapshot.revision()));
        }
        let mut lines = Vec::new();
        let range = Range { namespace: request.namespace.as_deref(), ..Range::all(&request.kind.storage) };
        snapshot.scan(&range, &mut |row| {
            if request.filter.matches(row.namespace, row.name, row.json) {
                event::write(&mut lines, "ADDED", &request.kind, &mut form, row.json);
            }
            true
        })?;
        if request.mark_initial {
            lines.extend(event::bookmark(&request.kind, &mut form, snapshot.revision(), true));
        }
        self.request.form = form;
        self.cursor = Some(snapshot.revision());
        Ok(lines)
    }

    fn read_changes(&mut self, cursor: u64) -> Result<Vec<u8>, ApiError> {
        let request = &self.request;
        let snapshot = self.core.store.snapshot()?;
        if cursor < snapshot.floor_of(&request.kind.storage)? || cursor > snapshot.revision() {
            return Err(expired(cursor, snapshot.floor(), snapshot.revision()));
        }
        let mut lines = Vec::new();
        let mut form = request.form;
        let mut reached = snapshot.revision();
        snapshot.history(&request.kind.storage, cursor, &mut |change| {
            if in_namespace(request, &change) {
                event::write_change(&mut lines, request, &mut form, &change);
            }
            let full = lines.len() >= CHUNK_BYTES;
            if full {
                reached = change.revision;
            }
            !full
        })?;
        self.cursor = Some(reached);
        self.request.form = form;
        Ok(lines)
    }
}

fn in_namespace(request: &WatchRequest, change: &Change<'_>) -> bool {
    request.namespace.as_deref().is_none_or(|namespace| namespace == change.namespace)
}

/// The answer to a revision that the log does not reach.
fn expired(asked: u64, floor: u64, latest: u64) -> ApiError {
    let message =
        format!("the resourceVersion {asked} cannot be watched: the log spans {floor} to {latest}; list again");
    ApiError::new(Reason::Expired, message)
}
