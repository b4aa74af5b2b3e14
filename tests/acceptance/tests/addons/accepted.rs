//! Every object of every golden case is applied, as a dry run.

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::addons::{self, ADDONS, Addon, GATEWAY_API, GATEWAY_API_EXPERIMENTAL, Modules};
use openchoreo_acceptance::{Answer, ControlPlane, Extent};
use openchoreo_apiserver::builtin::extension_crds;
use serde_json::{Value, json};

use crate::cases::{self, Expected};
use crate::server::Server;

#[tokio::test]
async fn every_object_of_every_case_is_accepted_by_the_definitions_of_real_add_ons() -> Result<()> {
    if !Extent::Api.at_hand() {
        return Ok(());
    }
    let Some(modules) = Modules::at_hand()? else { return Ok(()) };
    let (real, embedded) = (ControlPlane::real().await?, ControlPlane::embedded().await?);
    addons::install(&embedded.client(), &extension_crds()).await?;
    let objects = cases::objects()?;
    for addon in ADDONS {
        addons::install(&real.client(), &modules.definitions(&addon)?).await.context(addon.module)?;
    }
    judge(&real, &embedded, &objects).await.context("the Gateway API's standard channel")?;
    replace(&real, &modules, &GATEWAY_API, &GATEWAY_API_EXPERIMENTAL).await?;
    judge(&real, &embedded, &objects).await.context("the Gateway API's experimental channel")
}

async fn replace(plane: &ControlPlane, modules: &Modules, old: &Addon, new: &Addon) -> Result<()> {
    addons::remove(&plane.client(), &modules.definitions(old)?).await?;
    addons::install(&plane.client(), &modules.definitions(new)?).await
}

async fn judge(real: &ControlPlane, embedded: &ControlPlane, objects: &[Expected]) -> Result<()> {
    let (real, embedded) = (Server::new(real).await?, Server::new(embedded).await?);
    for namespace in objects.iter().filter(|object| object.is_namespace()) {
        real.make_namespace(&namespace.object).await.context(namespace.name.clone())?;
        embedded.make_namespace(&namespace.object).await.context(namespace.name.clone())?;
    }
    a_field_that_does_not_exist_is_refused(&real, objects).await?;
    let own: Vec<_> = extension_crds().iter().map(cases::defined).collect();
    let mut wrong = Vec::new();
    for expected in objects {
        let answer = real.would_apply(&expected.object).await.context(expected.name.clone())?;
        let mut faults = refusal(&answer);
        if own.contains(&expected.group_kind()) {
            let embedded = embedded.would_apply(&expected.object).await.context(expected.name.clone())?;
            faults.extend(difference(&answer, &embedded));
        }
        wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", expected.name)));
    }
    ensure!(wrong.is_empty(), "{} of {} objects:\n{}", wrong.len(), objects.len(), wrong.join("\n"));
    Ok(())
}

/// What the server has against an object: that it refuses it, or what it warns of.
fn refusal(answer: &Answer) -> Vec<String> {
    let error = answer.clone().ok().err().map(|error| format!("refused: {error}"));
    answer.warnings().into_iter().chain(error).collect()
}

/// How the embedded server completes an object differently.
fn difference(real: &Answer, embedded: &Answer) -> Option<String> {
    let (real, embedded) = (&real.body["spec"], &embedded.body["spec"]);
    (real != embedded).then(|| format!("the embedded server makes {embedded} in place of {real}"))
}

/// Without this, a server that lets everything through would look like objects without fault.
async fn a_field_that_does_not_exist_is_refused(server: &Server, objects: &[Expected]) -> Result<()> {
    for kind in ["Deployment.apps", "HTTPRoute.gateway.networking.k8s.io", "ServiceMonitor.monitoring.coreos.com"] {
        let expected = objects.iter().find(|object| object.group_kind() == kind).context(kind)?;
        let mut misspelt: Value = expected.object.clone();
        misspelt["spec"]["misspelt"] = json!(true);
        let answer = server.would_apply(&misspelt).await?;
        ensure!(
            answer.code.is_client_error() || answer.code.is_server_error(),
            "{kind} with spec.misspelt is accepted"
        );
        ensure!(answer.body["message"].as_str().is_some_and(|text| text.contains("misspelt")), "{}", answer.body);
    }
    Ok(())
}
