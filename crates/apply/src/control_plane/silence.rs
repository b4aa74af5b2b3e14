//! How long the server has served nobody: it does not answer, or something before it answers that it is away (503, 504).
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
    /// Something answers at its address.
    is_there: bool,
    /// When it last did more than to say that it is away.
    served: Option<Instant>,
    /// What came after that.
    since: Option<Since>,
}

#[derive(Clone, Copy, Debug)]
struct Since {
    first: Instant,
    /// When a request was last found to have no answer, unless the last one has got one.
    unanswered: Option<Instant>,
}

impl Silence {
    /// The server has answered.
    pub(super) fn broken(&self) {
        *self.state() = State { is_there: true, served: Some(Instant::now()), since: None };
    }

    /// A request that began then was not answered.
    pub(super) fn lasts(&self, began: Instant) {
        let mut state = self.state();
        state.since = Some(Since { first: state.first(began), unanswered: Some(Instant::now()) });
    }

    /// A request that began then was answered with the word that the server is away. Its address is right, then.
    pub(super) fn away(&self, began: Instant) {
        let mut state = self.state();
        state.is_there = true;
        state.since = Some(Since { first: state.first(began), unanswered: None });
    }

    /// How long the server may serve nobody for somebody with so much time.
    pub(super) fn patience(&self, time: Duration) -> Duration {
        if self.state().is_there { time } else { time.min(NEVER_ANSWERED) }
    }

    /// How long the server has served nobody.
    pub(super) fn duration(&self) -> Duration {
        self.state().since.map_or(Duration::ZERO, |since| since.first.elapsed())
    }

    /// Whether somebody has just found the server silent.
    pub(super) fn is_fresh(&self) -> bool {
        let unanswered = self.state().since.and_then(|since| since.unanswered);
        unanswered.is_some_and(|last| last.elapsed() < AGAIN)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When that began which a request that began then belongs to. Whoever was served meanwhile ended what was before: one
    /// request that hangs makes no silent server.
    fn first(&self, began: Instant) -> Instant {
        let began = self.served.map_or(began, |served| served.max(began));
        self.since.map_or(began, |since| since.first.min(began))
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
        silence.away(Instant::now());
        assert_eq!(silence.patience(minute), minute);
        silence.broken();
        assert_eq!(silence.patience(minute), minute);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_begins_no_sooner_than_the_last_answer() {
        let silence = Silence::default();
        let began = Instant::now();
        tokio::time::advance(Duration::from_secs(50)).await;
        silence.broken();
        tokio::time::advance(Duration::from_secs(10)).await;
        silence.lasts(began);
        assert_eq!(silence.duration(), Duration::from_secs(10));
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
