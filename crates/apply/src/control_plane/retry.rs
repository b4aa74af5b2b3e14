//! Whether and when a request is sent again.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// How often a request is sent again to a server that answers with an error of its own.
const FEW: u32 = 5;

/// What to do after a request that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// The answer is final.
    No,
    /// The server fails, perhaps for a moment, and may say for how long.
    Few(Option<Duration>),
    /// The server is overloaded, and may say for how long.
    Later(Option<Duration>),
    /// The server starts or stops, or there is none behind what answered, which may say for how long.
    Away(Option<Duration>),
    /// No answer came.
    NoAnswer,
}

impl Again {
    /// What an answer that is no success asks for.
    pub(super) fn of(status: StatusCode, headers: &HeaderMap) -> Self {
        let asked = retry_after(headers);
        match status {
            StatusCode::TOO_MANY_REQUESTS => Self::Later(asked),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Self::Away(asked),
            status if status.is_server_error() => Self::Few(asked),
            _ => Self::No,
        }
    }

    /// Whether it is of no use to ask for something else either.
    pub(super) fn is_for_all(self) -> bool {
        matches!(self, Self::Away(_) | Self::NoAnswer)
    }

    /// How long to wait after a request that was sent so often; nothing where it is not to be sent again.
    pub(super) fn delay(self, sent: u32) -> Option<Duration> {
        let delay = scattered(growing(sent));
        match self {
            Self::No => None,
            // Never sooner than the server asks, and not all at once either.
            Self::Few(asked) => (sent <= FEW).then(|| asked.unwrap_or_default() + delay),
            Self::Later(asked) | Self::Away(asked) => Some(asked.unwrap_or_default() + delay),
            Self::NoAnswer => Some(delay),
        }
    }
}

/// How long the server asks to be left alone.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

/// A delay that grows with the number of requests sent, up to a limit.
pub(super) fn growing(sent: u32) -> Duration {
    FIRST_DELAY.saturating_mul(2_u32.saturating_pow(sent.clamp(1, 10) - 1)).min(LONGEST_DELAY)
}

/// Between a half and the whole of a delay, by chance: many clients that failed together must not come back together.
pub(super) fn scattered(delay: Duration) -> Duration {
    let chance = RandomState::new().hash_one(delay) % 1024;
    delay / 2 + delay / 2 * u32::try_from(chance).unwrap_or_default() / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_a_limit_and_differ() {
        let delays: Vec<_> = (1..9).map(|sent| growing(sent).as_millis()).collect();
        assert_eq!(delays, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        let scattered: Vec<_> = (0..32).map(|_| scattered(LONGEST_DELAY)).collect();
        assert!(scattered.iter().all(|delay| (LONGEST_DELAY / 2..=LONGEST_DELAY).contains(delay)), "{scattered:?}");
        assert!(scattered.iter().any(|delay| *delay != scattered[0]), "{scattered:?}");
    }

    #[test]
    fn an_overloaded_server_is_asked_when_it_says_and_a_refusal_is_final() {
        let seven = HeaderMap::from_iter([(header::RETRY_AFTER, http::HeaderValue::from_static("7"))]);
        let asked = Again::of(StatusCode::TOO_MANY_REQUESTS, &seven);
        assert_eq!(asked, Again::Later(Some(Duration::from_secs(7))));
        assert!(asked.delay(1) > Some(Duration::from_secs(7)) && asked.delay(1000).is_some());
        assert_eq!(Again::of(StatusCode::SERVICE_UNAVAILABLE, &HeaderMap::new()), Again::Away(None));
        let few = Again::of(StatusCode::INTERNAL_SERVER_ERROR, &seven);
        assert!(few.delay(FEW) > Some(Duration::from_secs(7)) && few.delay(FEW + 1).is_none());
        assert_eq!(Again::of(StatusCode::CONFLICT, &HeaderMap::new()).delay(1), None);
    }
}
