//! The definitions of the platform's kinds on the cluster.

use std::time::Duration;

use anyhow::{Context, bail};
use kube::Client;
use openchoreo_api::{API_VERSION, crd};
use openchoreo_apply::control_plane::ControlPlane;
use openchoreo_apply::install;
use serde_json::Value;
use tokio::time::{Instant, sleep};

/// How long a server may leave out of what it says to serve what has just been installed: it gathers that now and then.
const DISCOVERY: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(500);

/// Installs the definitions if that is asked for, and makes sure that the cluster serves every kind.
///
/// # Errors
/// The cluster does not answer, refuses a definition, or does not serve a kind.
pub(super) async fn prepare(control_plane: &ControlPlane, install: bool) -> anyhow::Result<()> {
    let client = control_plane.client();
    if install {
        let definitions = crd::crds().iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>();
        install::definitions(&client, definitions.context("a definition is not JSON")?).await?;
    }
    let patience = if install { DISCOVERY } else { Duration::ZERO };
    let missing = missing(&client, patience).await;
    let missing = missing.with_context(|| format!("cannot ask {} what it serves", control_plane.host()))?;
    if !missing.is_empty() {
        bail!(
            "{} does not serve {} of {API_VERSION}: start with --install-crds, or install the definitions with \
             `openchoreo crds | kubectl apply --server-side -f -`",
            control_plane.host(),
            missing.join(", ")
        );
    }
    Ok(())
}

/// The kinds that the cluster does not serve, not even after so long.
async fn missing(client: &Client, patience: Duration) -> Result<Vec<String>, kube::Error> {
    let until = Instant::now() + patience;
    loop {
        let served = served(client).await?;
        let names = crd::crds().into_iter().map(|crd| crd.spec.names.plural);
        let missing: Vec<String> = names.filter(|name| !served.contains(name)).collect();
        if missing.is_empty() || Instant::now() >= until {
            return Ok(missing);
        }
        sleep(PAUSE).await;
    }
}

/// The resources of the platform's group that the cluster serves. Asking for them needs no rights but to log in.
async fn served(client: &Client) -> Result<Vec<String>, kube::Error> {
    match client.list_api_group_resources(API_VERSION).await {
        Ok(list) => Ok(list.resources.into_iter().map(|resource| resource.name).collect()),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http::{Request, Response};
    use kube::client::Body;
    use serde_json::json;

    use super::*;

    /// A server that says what it serves when it is asked for the fourth time.
    fn client() -> Client {
        let asked = Arc::<AtomicUsize>::default();
        let resources = crd::crds().into_iter().map(|crd| {
            let names = crd.spec.names;
            json!({"name": names.plural, "singularName": "", "namespaced": true, "kind": names.kind, "verbs": []})
        });
        let list = json!({"groupVersion": API_VERSION, "resources": resources.collect::<Vec<_>>()}).to_string();
        let service = tower::service_fn(move |_: Request<Body>| {
            let (code, body) = match asked.fetch_add(1, Ordering::Relaxed) {
                0..3 => (404, json!({"status": "Failure", "message": "", "reason": "", "code": 404}).to_string()),
                _ => (200, list.clone()),
            };
            let answer = Response::builder().status(code).body(Body::from(body.into_bytes()));
            async move { Ok::<_, kube::Error>(answer.expect("an answer")) }
        });
        Client::new(service, "default")
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_just_been_installed_is_waited_for() {
        assert!(missing(&client(), DISCOVERY).await.expect("answered").is_empty());
        assert_eq!(missing(&client(), Duration::ZERO).await.expect("answered").len(), crd::crds().len());
    }
}
