//! Keeps the process alive when a provider's code panics, and a change going when its caller is gone.

use std::{cell::Cell, panic::AssertUnwindSafe};

use futures::FutureExt;

use crate::{diagnostic::Diagnostic, plugin::lifetime::Lifetime};

thread_local! {
    /// Where this thread panicked last.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Notes the place of every panic for [`caught`] and logs it. The message of a panic is dropped: it may quote a
/// value, and values may be secrets.
pub(crate) fn note_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
        PLACE.set(place);
    }));
}

/// Runs a provider's code; a panic becomes a diagnostic.
pub(super) async fn caught<T>(code: impl Future<Output = T> + Send) -> Result<T, Diagnostic> {
    // Nothing that the code leaves half done is looked at again, except by the code itself.
    AssertUnwindSafe(code).catch_unwind().await.map_err(|_message| panicked())
}

/// Like [`caught`], and goes on to the end although the caller be gone: a change that was begun is finished, and
/// `lifetime` does not end before. Needs a Tokio runtime.
pub(super) async fn finished<T: Send + 'static>(
    lifetime: &Lifetime,
    code: impl Future<Output = T> + Send + 'static,
) -> Result<T, Diagnostic> {
    let work = lifetime.work();
    let task = tokio::spawn(async move {
        let outcome = caught(code).await;
        drop(work);
        outcome
    });
    task.await.unwrap_or_else(|_cancelled| Err(panicked()))
}

fn panicked() -> Diagnostic {
    let place = PLACE.take().map_or(String::new(), |place| format!(" at {place}"));
    Diagnostic::error(
        "The provider failed",
        format!(
            "The provider came to an unexpected end in this operation{place}. This is a bug in the provider, not in \
             the configuration. What the operation had changed until then may not be recorded: plan again to see."
        ),
    )
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot::channel;

    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_a_diagnostic_without_its_message() {
        let code: Result<(), Diagnostic> = caught(async { panic!("canary") }).await;
        let diagnostic = code.unwrap_err();
        assert!(!format!("{diagnostic:?}").contains("canary"), "{diagnostic:?}");
    }

    #[tokio::test]
    async fn a_change_is_finished_without_its_caller() {
        let lifetime = Lifetime::new();
        let (start, started) = channel::<()>();
        let (finish, end) = channel();
        let change = async move {
            started.await.unwrap();
            finish.send("done").unwrap();
        };
        let mut caller = Box::pin(finished(&lifetime, change));
        assert!(caller.as_mut().now_or_never().is_none());
        drop(caller);
        assert!(lifetime.idle().now_or_never().is_none());
        start.send(()).unwrap();
        assert_eq!(end.await, Ok("done"));
        lifetime.idle().await;
    }
}
