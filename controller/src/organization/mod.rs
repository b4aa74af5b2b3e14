//! Organizations: the namespace of their name.

mod cleanup;
mod namespace;

use std::sync::Arc;

use kube::runtime::controller::Action;
use kube::{Api, ResourceExt};
use openchoreo_api::condition::{ACCEPTED, READY, Report};
use openchoreo_api::organization::OrganizationStatus;
use openchoreo_api::{Organization, Problem};
use openchoreo_apply::{finalizer, report as write};
use openchoreo_compile::validate;

use crate::context::{Context, settled, soon};
use crate::error::Error;
use crate::report::{accepted, conditions, errors};
use crate::store::is_deleting;
use namespace::State;

/// Makes an organization have its namespace.
pub(crate) async fn reconcile(organization: Arc<Organization>, context: Arc<Context>) -> Result<Action, Error> {
    let name = organization.name_any();
    let api = Api::<Organization>::all(context.client.clone());
    if is_deleting(&*organization) {
        if !cleanup::run(&context, &name).await? {
            return Ok(soon());
        }
        finalizer::release(&api, &*organization).await.map_err(Error::Finalizer)?;
        return Ok(settled());
    }
    finalizer::hold(&api, &*organization).await.map_err(Error::Finalizer)?;
    let problems = validate::organization(&name, &organization.spec);
    let state = match errors(&problems) {
        Some(_) => None,
        None => Some(namespace::ensure(&context.client, &name).await?),
    };
    let before = organization.status.as_ref();
    let after = status(&organization, &problems, state);
    write::status(&api, &*organization, before, &after).await.map_err(Error::Report)?;
    Ok(settled())
}

fn status(organization: &Organization, problems: &[Problem], state: Option<State>) -> OrganizationStatus {
    let name = organization.name_any();
    let is_owned = state == Some(State::Ours);
    let reports = match state {
        Some(State::Ours) => vec![accepted(problems, "NamespaceOwned"), Report::holds(READY, "NamespaceActive", "")],
        Some(State::Terminating) => {
            let message = format!("Namespace {name} is being deleted; it is created again once it is gone.");
            let waiting = Report::fails(READY, "NamespaceTerminating", message);
            vec![Report { type_: ACCEPTED, status: None, ..waiting.clone() }, waiting]
        }
        Some(State::Foreign) => refused(&[namespace::foreign(&name)]),
        None => refused(problems),
    };
    let generation = organization.metadata.generation;
    OrganizationStatus {
        observed_generation: generation,
        conditions: conditions(organization.status.as_ref().map(|status| &status.conditions), reports, &[], generation),
        namespace: is_owned.then_some(name),
    }
}

fn refused(problems: &[Problem]) -> Vec<Report> {
    let accepted = accepted(problems, "NamespaceOwned");
    let ready =
        Report::fails(READY, accepted.reason.clone(), "The organization has no namespace; see condition Accepted.");
    vec![accepted, ready]
}
