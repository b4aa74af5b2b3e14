//! How long the server has not answered anybody.
//!
//! Who waits for a server waits once: what is asked of it after somebody waited long enough in vain fails soon, so that a
//! plan of a thousand objects takes no longer to fail than one of a single object.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long a server may be silent that has never answered: its address may be wrong.
const NEVER_ANSWERED: Duration = Duration::from_secs(5);
/// How soon after a failure it is worth while to ask a silent server again.
const AGAIN: Duration = Duration::from_secs(10);

/// Whether the server answers.
#[derive(Debug, Default)]
pub(super) struct Silence(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    answered: bool,
    /// When the first request began that got no answer, and when the last one failed.
    since: Option<(Instant, Instant)>,
}

impl Silence {
    /// The server has answered.
    pub(super) fn broken(&self) {
        *self.state() = State { answered: true, since: None };
    }

    /// A request that began then was not answered.
    pub(super) fn lasts(&self, began: Instant) {
        let mut state = self.state();
        let first = state.since.map_or(began, |(first, _)| first.min(began));
        state.since = Some((first, Instant::now()));
    }

    /// How long the server may be silent for somebody with so much time.
    pub(super) fn patience(&self, time: Duration) -> Duration {
        if self.state().answered { time } else { time.min(NEVER_ANSWERED) }
    }

    /// How long the server has been silent.
    pub(super) fn duration(&self) -> Duration {
        self.state().since.map_or(Duration::ZERO, |(first, _)| first.elapsed())
    }

    /// Whether somebody has just found the server silent.
    pub(super) fn is_fresh(&self) -> bool {
        self.state().since.is_some_and(|(_, last)| last.elapsed() < AGAIN)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_server_that_answered_once_is_waited_for_longer() {
        let silence = Silence::default();
        let minute = Duration::from_secs(60);
        assert_eq!(silence.patience(minute), NEVER_ANSWERED);
        silence.broken();
        assert_eq!(silence.patience(minute), minute);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_counted_from_the_first_request_until_an_answer() {
        let silence = Silence::default();
        silence.lasts(Instant::now());
        tokio::time::advance(Duration::from_secs(7)).await;
        silence.lasts(Instant::now());
        assert_eq!(silence.duration(), Duration::from_secs(7));
        assert!(silence.is_fresh());
        tokio::time::advance(AGAIN).await;
        assert!(!silence.is_fresh());
        silence.broken();
        assert_eq!(silence.duration(), Duration::ZERO);
    }
}
