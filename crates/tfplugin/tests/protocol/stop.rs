use std::sync::{Arc, Mutex};

use futures::FutureExt;
use openchoreo_proto::tfplugin6::stop_provider;
use openchoreo_tfplugin::value::Value;
use tokio::sync::{Notify, oneshot};

use crate::{
    fake::{Fake, applied, thing},
    harness::{apply, client, value},
};

fn state() -> Value {
    thing(&[("id", "i".into()), ("name", "n".into()), ("size", 1.into())])
}

/// A fake whose apply says when it has begun and goes on when it is let.
fn slow(begun: oneshot::Sender<()>, go_on: Arc<Notify>, done: oneshot::Sender<()>) -> Fake {
    let once = Mutex::new(Some((begun, done)));
    let operation = move |_| {
        let (begun, done) = once.lock().unwrap().take().unwrap();
        let go_on = Arc::clone(&go_on);
        async move {
            begun.send(()).unwrap();
            go_on.notified().await;
            // The caller may be gone, and then the test waits for this.
            let _nobody_waits = done.send(());
            applied(state())
        }
        .boxed()
    };
    Fake { apply: Box::new(operation), ..Fake::default() }
}

#[tokio::test]
async fn stop_answers_at_once_and_lets_an_apply_finish() {
    let (go_on, (begun, has_begun), (done, _)) = (Arc::new(Notify::new()), oneshot::channel(), oneshot::channel());
    let let_go = Arc::clone(&go_on);
    let fake = Fake { stopped: Box::new(move |()| let_go.notify_one()), ..slow(begun, go_on, done) };
    let mut client = client(fake).await;
    let mut other = client.clone();
    let applying = tokio::spawn(async move { other.apply_resource_change(apply(&state(), &state(), &state())).await });
    has_begun.await.unwrap();
    let stopped = client.stop_provider(stop_provider::Request {}).await.unwrap().into_inner();
    assert_eq!(stopped.error, "");
    let answer = applying.await.unwrap().unwrap().into_inner();
    assert_eq!((value(answer.new_state), answer.diagnostics.len()), (state(), 0));
}

#[tokio::test]
async fn an_apply_is_finished_although_the_client_is_gone() {
    let (go_on, (begun, has_begun), (done, is_done)) =
        (Arc::new(Notify::new()), oneshot::channel(), oneshot::channel());
    let mut client = client(slow(begun, Arc::clone(&go_on), done)).await;
    let applying = tokio::spawn(async move { client.apply_resource_change(apply(&state(), &state(), &state())).await });
    has_begun.await.unwrap();
    applying.abort();
    assert!(applying.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    is_done.await.unwrap();
}
