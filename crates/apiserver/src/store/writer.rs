use std::sync::{Arc, PoisonError, RwLock};

use redb::{Database, WriteTransaction};
use tokio::sync::{mpsc, oneshot};

use super::notify::Notifier;
use super::rows::Rows;
use super::tables::storage;
use super::{Commit, CommitError, StoreError, Stored};

/// How many writes may share one transaction, and so one flush to disk.
const MAX_BATCH: usize = 256;

type Answer = Result<Stored, CommitError>;

/// A write that waits for its answer.
pub(super) struct Request {
    pub(super) commit: Commit,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// The one thread that writes. Writes that arrive while it flushes share the next transaction.
pub(super) struct Writer {
    database: Arc<RwLock<Option<Database>>>,
    notifier: Arc<Notifier>,
    history: u64,
}

impl Writer {
    pub(super) fn new(database: Arc<RwLock<Option<Database>>>, notifier: Arc<Notifier>, history: u64) -> Self {
        Self { database, notifier, history }
    }

    pub(super) fn run(self, mut requests: mpsc::UnboundedReceiver<Request>) {
        let mut batch = Vec::new();
        while let Some(first) = requests.blocking_recv() {
            batch.push(first);
            while batch.len() < MAX_BATCH
                && let Ok(next) = requests.try_recv()
            {
                batch.push(next);
            }
            self.answer(batch.drain(..));
        }
    }

    fn answer(&self, batch: impl Iterator<Item = Request>) {
        let (commits, replies): (Vec<_>, Vec<_>) = batch.map(|Request { commit, reply }| (commit, reply)).unzip();
        let resources: Vec<_> = commits.iter().map(|commit| Arc::clone(&commit.key.resource)).collect();
        let answers = match self.write(commits) {
            Ok(answers) => answers,
            Err(error) => vec![Err(CommitError::Store(error)); replies.len()],
        };
        let written = resources.iter().zip(&answers);
        self.notifier.publish(
            written.filter_map(|(resource, answer)| answer.as_ref().ok().map(|stored| (&**resource, stored.revision))),
        );
        for (reply, answer) in replies.into_iter().zip(answers) {
            // A client that went away does not need its answer.
            drop(reply.send(answer));
        }
    }

    fn write(&self, commits: Vec<Commit>) -> Result<Vec<Answer>, StoreError> {
        let transaction = self.begin()?;
        let answers = {
            let mut rows = Rows::open(&transaction)?;
            let answers = commits
                .into_iter()
                .map(|commit| match rows.apply(commit) {
                    Err(CommitError::Store(error)) => Err(error),
                    answer => Ok(answer),
                })
                .collect::<Result<Vec<_>, _>>()?;
            rows.compact(self.history)?;
            rows.finish()?;
            answers
        };
        if answers.iter().all(Result::is_err) {
            transaction.abort().map_err(storage)?;
        } else {
            transaction.commit().map_err(storage)?;
        }
        Ok(answers)
    }

    fn begin(&self) -> Result<WriteTransaction, StoreError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        database.as_ref().ok_or(StoreError::Closed)?.begin_write().map_err(storage)
    }
}
