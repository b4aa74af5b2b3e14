//! The proxy itself: that it does what the other tests rely on.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{CannedAnswer, ControlPlane, Extent, Fault, FaultProxy};
use serde_json::json;

macro_rules! servers {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                super::$name(&openchoreo_acceptance::ControlPlane::embedded().await?).await
            })*
        }

        mod real {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                match super::real().await? {
                    Some(plane) => super::$name(&plane).await,
                    None => Ok(()),
                }
            })*
        }
    };
}

servers!(
    it_forwards_what_meets_no_fault,
    an_answer_of_its_own_hides_the_server,
    a_reset_before_leaves_no_trace_and_one_after_does,
    a_closed_proxy_takes_no_connection_until_it_is_opened,
    a_watch_is_cut_or_expires,
);

async fn real() -> Result<Option<ControlPlane>> {
    Ok(if Extent::Api.at_hand() { Some(ControlPlane::real().await?) } else { None })
}

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

fn map(name: &str) -> serde_json::Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"key": "x".repeat(500)}})
}

async fn it_forwards_what_meets_no_fault(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let wire = proxy.wire().await?;
    let created = wire.post(MAPS, &map("forwarded")).await?.ok()?;
    proxy.fault(1, Fault::Trickle(64, Duration::from_millis(1)), |call| call.method == "GET");
    let read = wire.get(&format!("{MAPS}/forwarded")).await?.ok()?;
    assert_eq!(read, created);
    assert_eq!(plane.wire().get(&format!("{MAPS}/forwarded")).await?.ok()?, created);
    wire.delete(&format!("{MAPS}/forwarded"), None).await?.ok()?;
    let seen: Vec<_> = proxy.seen().into_iter().map(|seen| (seen.call.method, seen.faulty)).collect();
    assert_eq!(seen, [("POST".into(), false), ("GET".into(), true), ("DELETE".into(), false)]);
    Ok(())
}

async fn an_answer_of_its_own_hides_the_server(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let wire = proxy.wire().await?;
    let busy = CannedAnswer::status(429, "TooManyRequests", "not now").header("retry-after", "1");
    proxy.fault(1, busy.into(), |call| call.method == "POST");
    let answer = wire.post(MAPS, &map("hidden")).await?;
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(answer.failure(429)?["message"], "not now");
    assert_eq!(plane.wire().get(&format!("{MAPS}/hidden")).await?.code, 404);
    Ok(())
}

async fn a_reset_before_leaves_no_trace_and_one_after_does(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let wire = proxy.wire().await?;
    for (name, fault, code) in [("lost", Fault::ResetBefore, 404), ("unsure", Fault::ResetAfter, 200)] {
        proxy.fault(1, fault, |call| call.method == "POST");
        ensure!(wire.post(MAPS, &map(name)).await.is_err(), "{name} was answered");
        assert_eq!(plane.wire().get(&format!("{MAPS}/{name}")).await?.code, code, "{name}");
    }
    wire.delete(&format!("{MAPS}/unsure"), None).await?.ok()?;
    Ok(())
}

async fn a_closed_proxy_takes_no_connection_until_it_is_opened(plane: &ControlPlane) -> Result<()> {
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let wire = proxy.wire().await?;
    wire.get("/version").await?.ok()?;
    proxy.close();
    ensure!(wire.get("/version").await.is_err(), "a closed proxy answered");
    proxy.open();
    wire.get("/version").await?.ok()?;
    Ok(())
}

async fn a_watch_is_cut_or_expires(plane: &ControlPlane) -> Result<()> {
    use futures::StreamExt;
    let proxy = FaultProxy::start(plane.kubeconfig()).await?;
    let wire = proxy.wire().await?;
    proxy.fault(1, CannedAnswer::expired_watch().into(), |call| call.is_watch());
    proxy.fault(1, Fault::Cut(Duration::from_millis(50)), |call| call.is_watch());
    let events: Vec<_> = wire.watch(&format!("{MAPS}?watch=true&resourceVersion=1")).await?.collect().await;
    let event = events.into_iter().next().transpose()?.unwrap_or_default();
    assert_eq!((&event["type"], &event["object"]["code"]), (&json!("ERROR"), &json!(410)));
    let mut events = wire.watch(&format!("{MAPS}?watch=true")).await?;
    let end = async { while let Some(Ok(_)) = events.next().await {} };
    tokio::time::timeout(Duration::from_secs(60), end).await.context("the watch is not cut")
}
