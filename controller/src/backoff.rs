//! How long to wait after failures.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Wait after a lost race.
const CONFLICT: Duration = Duration::from_millis(50);
/// Wait after the first failure; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(250);
/// Longest wait.
const LONGEST: Duration = Duration::from_secs(60);

/// Failures in a row, by object.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: Mutex<HashMap<String, u32>>,
}

impl Backoff {
    /// Forgets an object's failures.
    pub(crate) fn succeeded(&self, object: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(object);
    }

    /// How long to wait after another failure of an object.
    pub(crate) fn failed(&self, object: &str, is_conflict: bool) -> Duration {
        if is_conflict {
            return CONFLICT;
        }
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let count = failures.entry(object.to_owned()).or_default();
        let wait = FIRST.saturating_mul(1 << (*count).min(16)).min(LONGEST);
        *count += 1;
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_start_again_after_success() {
        let backoff = Backoff::default();
        assert_eq!(backoff.failed("a", false), FIRST);
        assert_eq!(backoff.failed("a", false), FIRST * 2);
        assert_eq!(backoff.failed("b", false), FIRST);
        assert_eq!(backoff.failed("a", true), CONFLICT);
        (0..40).for_each(|_| assert!(backoff.failed("a", false) <= LONGEST));
        assert_eq!(backoff.failed("a", false), LONGEST);
        backoff.succeeded("a");
        assert_eq!(backoff.failed("a", false), FIRST);
    }
}
