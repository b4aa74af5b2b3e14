//! What follows a deletion: dependents of owners, content of namespaces, objects of definitions.
//!
//! The collector reads the log of all changes and keeps a graph of owner references. It holds no state that a
//! restart would lose: it starts from the objects in the store, so that whatever a crash cut off is taken up again.

mod containers;
mod facts;
mod graph;
mod owners;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::core::Core;
use crate::crd;
use crate::lifecycle::{FOREGROUND, ORPHAN};
use crate::status::{ApiError, Reason};
use crate::store::{ChangeKind, Key, Range, StoreError};
use facts::{Facts, Owner};
use graph::Graph;

/// How long the collector waits before it tries something again that failed.
const RETRY: Duration = Duration::from_secs(1);

/// How many changes are read at once.
const BATCH: usize = 1000;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    /// Whether the owners of this object still exist.
    Dependent(Key),
    /// A deleted owner that waits for its dependents.
    Owner(Key),
    /// A deleted namespace.
    Namespace(String),
    /// A deleted definition.
    Definition(String),
}

/// Runs until the server closes.
pub(crate) async fn run(core: Arc<Core>) {
    let mut changes = core.store.subscribe_all();
    let mut closing = core.closing.subscribe();
    let mut collector = Collector::new(core);
    while !*closing.borrow_and_update() {
        changes.borrow_and_update();
        let settled = match collector.catch_up().await {
            Ok(()) => collector.pending.is_empty(),
            Err(Stop) => return,
        };
        tokio::select! {
            _ = closing.changed() => {}
            changed = changes.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(RETRY), if !settled => {}
        }
    }
}

/// The store is closed.
struct Stop;

struct Collector {
    core: Arc<Core>,
    graph: Graph,
    /// The revision up to which the log has been read; before the first look at the store there is none.
    cursor: Option<u64>,
    pending: BTreeSet<Job>,
}

impl Collector {
    fn new(core: Arc<Core>) -> Self {
        Self { core, graph: Graph::default(), cursor: None, pending: BTreeSet::new() }
    }

    /// Reads what is new and does what follows from it, until nothing is new.
    async fn catch_up(&mut self) -> Result<(), Stop> {
        loop {
            let before = self.cursor;
            match self.read() {
                Ok(()) => {}
                Err(StoreError::Closed) => return Err(Stop),
                Err(error) => {
                    tracing::error!(%error, "the collector cannot read the log; it starts again from the objects");
                    self.cursor = None;
                    return Ok(());
                }
            }
            if self.cursor == before {
                return Ok(());
            }
            for job in std::mem::take(&mut self.pending) {
                self.run_job(job).await;
            }
        }
    }

    async fn run_job(&mut self, job: Job) {
        let outcome = match &job {
            Job::Dependent(key) => owners::check_dependent(&self.core, &self.graph, key).await,
            Job::Owner(key) => owners::release_owner(&self.core, &self.graph, key).await,
            Job::Namespace(name) => containers::empty_namespace(&self.core, name).await,
            Job::Definition(name) => containers::empty_definition(&self.core, name).await,
        };
        match outcome {
            Ok(()) => {}
            // The object went, or changed; if it matters, the log says so.
            Err(error) if matches!(error.reason(), Reason::NotFound | Reason::Conflict) => {}
            Err(error) => {
                tracing::warn!(%error, ?job, "a deletion cannot be followed up; it is tried again");
                self.pending.insert(job);
            }
        }
    }

    fn read(&mut self) -> Result<(), StoreError> {
        let snapshot = self.core.store.snapshot()?;
        match self.cursor {
            Some(cursor) if cursor >= snapshot.floor() => self.follow(cursor),
            _ => self.start(),
        }
    }

    /// Builds the graph from all objects.
    fn start(&mut self) -> Result<(), StoreError> {
        let core = Arc::clone(&self.core);
        let snapshot = core.store.snapshot()?;
        self.graph = Graph::default();
        let catalog = core.registry.catalog();
        let resources: BTreeSet<_> = catalog.types().map(|found| Arc::clone(&found.storage)).collect();
        for resource in resources {
            snapshot.scan(&Range::all(&resource), &mut |row| {
                self.note(Key::new(&resource, row.namespace, row.name), &Facts::read(row.json), false);
                true
            })?;
        }
        self.cursor = Some(snapshot.revision());
        Ok(())
    }

    /// Follows the log.
    fn follow(&mut self, cursor: u64) -> Result<(), StoreError> {
        let core = Arc::clone(&self.core);
        let snapshot = core.store.snapshot()?;
        let mut reached = snapshot.revision();
        let mut read = 0;
        snapshot.changes(cursor, &mut |resource, change| {
            let key = Key::new(&Arc::from(resource), change.namespace, change.name);
            self.note(key, &Facts::read(change.json), change.kind == ChangeKind::Deleted);
            read += 1;
            if read == BATCH {
                reached = change.revision;
            }
            read < BATCH
        })?;
        self.cursor = Some(reached);
        Ok(())
    }

    /// Takes an object's state into the graph and notes what follows from it.
    fn note(&mut self, key: Key, facts: &Facts, deleted: bool) {
        if deleted {
            self.note_deleted(&key, facts);
            return;
        }
        let unblocked = self.graph.put(&key, &facts.owners);
        self.note_owners(&key, &unblocked);
        if !facts.owners.is_empty() && !facts.terminating {
            self.pending.insert(Job::Dependent(key.clone()));
        }
        if !facts.terminating {
            return;
        }
        if facts.finalizers.iter().any(|finalizer| finalizer == ORPHAN || finalizer == FOREGROUND) {
            self.pending.insert(Job::Owner(key.clone()));
        }
        match &*key.resource {
            "/namespaces" => drop(self.pending.insert(Job::Namespace(key.name))),
            crd::STORAGE => drop(self.pending.insert(Job::Definition(key.name))),
            _ => {}
        }
    }

    /// Notes that these owners of an object may have waited for it.
    fn note_owners(&mut self, dependent: &Key, owners: &[Owner]) {
        let owners = owners.iter().filter_map(|owner| owners::locate(&self.core, &dependent.namespace, owner));
        self.pending.extend(owners.map(|(_, owner)| Job::Owner(owner)));
    }

    fn note_deleted(&mut self, key: &Key, facts: &Facts) {
        self.graph.remove(key);
        self.graph.bury(&facts.uid);
        self.pending.extend(self.graph.dependents(&facts.uid).cloned().map(Job::Dependent));
        self.note_owners(key, &facts.owners);
        if !key.namespace.is_empty() {
            self.pending.insert(Job::Namespace(key.namespace.clone()));
        }
        let catalog = self.core.registry.catalog();
        if let Some(custom) = catalog.by_storage(&key.resource).and_then(|kind| kind.custom()) {
            self.pending.insert(Job::Definition(custom.definition.clone()));
        }
    }
}

/// Nothing to do, as the outcome of a job.
const DONE: Result<(), ApiError> = Ok(());
