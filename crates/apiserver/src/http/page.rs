use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::status::ApiError;
use crate::store::Snapshot;

/// How many lists may be in the middle of their pages.
const MAX_HELD: usize = 16;

/// How long a list may pause between two pages.
const LIFETIME: Duration = Duration::from_secs(300);

/// Where the next page of a list starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Token {
    /// The revision of the whole list.
    #[serde(rename = "rv")]
    pub(super) revision: u64,
    /// The last object of the page before.
    #[serde(rename = "ns")]
    pub(super) namespace: String,
    pub(super) name: String,
}

impl Token {
    pub(super) fn encode(&self) -> String {
        // A struct of texts and a number always has a JSON form.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn decode(text: &str) -> Result<Self, ApiError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or_else(|| ApiError::bad_request("continue: the token is not one that this server has issued"))
    }
}

/// The snapshots of lists whose pages are still being read, so that all pages show one revision.
#[derive(Default)]
pub(crate) struct Continuations(Mutex<Vec<Held>>);

struct Held {
    snapshot: Arc<dyn Snapshot>,
    used: Instant,
}

impl Continuations {
    /// Keeps a snapshot for the next page.
    pub(super) fn hold(&self, snapshot: Arc<dyn Snapshot>) {
        self.sweep();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|held| held.snapshot.revision() != snapshot.revision());
        if held.len() == MAX_HELD {
            held.remove(0);
        }
        held.push(Held { snapshot, used: Instant::now() });
    }

    /// The snapshot of a page before, if it is still kept.
    pub(super) fn at(&self, revision: u64) -> Option<Arc<dyn Snapshot>> {
        self.sweep();
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.iter().find(|held| held.snapshot.revision() == revision);
        found.map(|held| Arc::clone(&held.snapshot))
    }

    /// Lets go of all snapshots.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Lets go of snapshots that nobody has come back for.
    fn sweep(&self) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|held| held.used.elapsed() < LIFETIME);
    }
}
