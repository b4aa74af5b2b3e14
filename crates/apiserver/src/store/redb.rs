use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use futures::FutureExt;
use futures::future::BoxFuture;
use redb::backends::InMemoryBackend;
use redb::{Builder, Database, DatabaseError};
use tokio::sync::{mpsc, oneshot, watch};

use super::notify::Notifier;
use super::snapshot::RedbSnapshot;
use super::tables::{COUNTERS, FLOORS, LOG, OBJECTS, ORDER, storage};
use super::writer::{Request, Writer};
use super::{Commit, CommitError, Snapshot, Store, StoreError, Stored};

/// Pages that the database keeps in memory, in bytes.
const CACHE_BYTES: usize = 32 << 20;

/// The name of the database's file in its directory.
const FILE: &str = "objects.redb";

/// A [`Store`] in one redb file, or in memory.
pub struct RedbStore {
    database: Arc<RwLock<Option<Database>>>,
    notifier: Arc<Notifier>,
    requests: Mutex<Option<mpsc::UnboundedSender<Request>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl RedbStore {
    /// Opens or creates the store in a directory; the log keeps the last `history` changes.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it open, [`StoreError::Directory`] when the directory
    /// cannot be created, [`StoreError::Storage`] when the file cannot be read.
    pub fn open(directory: &Path, history: u64) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory)
            .map_err(|error| StoreError::Directory { path: directory.to_owned(), message: error.to_string() })?;
        let path = directory.join(FILE);
        match builder().create(&path) {
            Ok(database) => Self::start(database, history),
            Err(DatabaseError::DatabaseAlreadyOpen) => Err(StoreError::Locked { path }),
            Err(error) => Err(storage(error)),
        }
    }

    /// A store that is gone when it is dropped.
    ///
    /// # Errors
    /// [`StoreError::Storage`] when the database cannot be set up.
    pub fn in_memory(history: u64) -> Result<Self, StoreError> {
        let database = builder().create_with_backend(InMemoryBackend::new()).map_err(storage)?;
        Self::start(database, history)
    }

    fn start(database: Database, history: u64) -> Result<Self, StoreError> {
        create_tables(&database)?;
        let revision = RedbSnapshot::begin(&database)?.revision();
        let database = Arc::new(RwLock::new(Some(database)));
        let notifier = Arc::new(Notifier::new(revision));
        let (requests, receiver) = mpsc::unbounded_channel();
        let writer = Writer::new(Arc::clone(&database), Arc::clone(&notifier), history);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(receiver))
            .map_err(|error| StoreError::Storage(error.to_string()))?;
        Ok(Self { database, notifier, requests: Mutex::new(Some(requests)), writer: Mutex::new(Some(thread)) })
    }
}

fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

fn create_tables(database: &Database) -> Result<(), StoreError> {
    let transaction = database.begin_write().map_err(storage)?;
    transaction.open_table(OBJECTS).map_err(storage)?;
    transaction.open_table(LOG).map_err(storage)?;
    transaction.open_table(ORDER).map_err(storage)?;
    transaction.open_table(FLOORS).map_err(storage)?;
    transaction.open_table(COUNTERS).map_err(storage)?;
    transaction.commit().map_err(storage)
}

impl Store for RedbStore {
    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_ref().ok_or(StoreError::Closed)?;
        Ok(Box::new(RedbSnapshot::begin(database)?))
    }

    fn commit(&self, commit: Commit) -> BoxFuture<'static, Result<Stored, CommitError>> {
        let (reply, answer) = oneshot::channel();
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = requests.as_ref().is_some_and(|requests| requests.send(Request { commit, reply }).is_ok());
        async move {
            if !sent {
                return Err(StoreError::Closed.into());
            }
            answer.await.unwrap_or(Err(CommitError::Store(StoreError::Closed)))
        }
        .boxed()
    }

    fn subscribe(&self, resource: &str) -> watch::Receiver<u64> {
        self.notifier.subscribe(resource)
    }

    fn subscribe_all(&self) -> watch::Receiver<u64> {
        self.notifier.subscribe_all()
    }

    fn close(&self) -> Result<(), StoreError> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            writer.join().map_err(|_| StoreError::Storage("the writer thread panicked".to_owned()))?;
        }
        match self.database.write().unwrap_or_else(PoisonError::into_inner).take() {
            Some(database) => database.close().map_err(storage),
            None => Ok(()),
        }
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(%error, "the store did not close cleanly");
        }
    }
}
