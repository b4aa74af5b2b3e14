//! The namespace that an organization owns.

use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, Patch, PatchParams, PostParams};
use kube::{Client, ResourceExt};
use openchoreo_api::{Problem, names};
use serde_json::{Value, json};

use crate::error::Error;

/// Whose the namespace of an organization's name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The organization's.
    Ours,
    /// It is going away.
    Terminating,
    /// Somebody else's, who did not consent to the organization taking it over.
    Foreign,
}

/// Creates the namespace, or takes over one whose annotation consents to it.
///
/// # Errors
/// [`Error::Resolve`] and [`Error::Apply`].
pub(super) async fn ensure(client: &Client, name: &str) -> Result<State, Error> {
    let api = Api::<Namespace>::all(client.clone());
    let Some(namespace) = api.get_opt(name).await.map_err(Error::Resolve)? else {
        return create(&api, name).await;
    };
    if namespace.metadata.deletion_timestamp.is_some() {
        return Ok(State::Terminating);
    }
    if is_ours(&namespace, name) {
        return Ok(State::Ours);
    }
    if namespace.annotations().get(names::ADOPT).is_none_or(|consent| consent != name) {
        return Ok(State::Foreign);
    }
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    let adopted = manifest(name, json!({names::ADOPTED: "true"}));
    api.patch(name, &params, &Patch::Apply(adopted)).await.map_err(Error::Resolve)?;
    Ok(State::Ours)
}

/// Whether the namespace carries the organization's labels.
pub(super) fn is_ours(namespace: &Namespace, name: &str) -> bool {
    let label = |label: &str, value: &str| namespace.labels().get(label).is_some_and(|found| found == value);
    label(names::MANAGED_BY, names::MANAGER) && label(names::ORGANIZATION, name)
}

/// Whether the organization took the namespace over rather than created it.
pub(super) fn is_adopted(namespace: &Namespace) -> bool {
    namespace.annotations().contains_key(names::ADOPTED)
}

/// Gives an adopted namespace back: the labels go, the mark of the adoption stays.
///
/// # Errors
/// [`Error::Prune`].
pub(super) async fn give_back(client: &Client, name: &str) -> Result<(), Error> {
    let body = json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "annotations": {names::ADOPTED: "true"}},
    });
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    let api = Api::<Namespace>::all(client.clone());
    api.patch(name, &params, &Patch::Apply(body)).await.map(|_| ()).map_err(Error::Prune)
}

/// The problem with a namespace of somebody else.
pub(super) fn foreign(name: &str) -> Problem {
    Problem::error(
        "NamespaceConflict",
        "metadata.name",
        format!("namespace {name} exists and is not this organization's"),
        format!(
            "Choose another name, or let the organization take it over: kubectl annotate namespace {name} {}={name}",
            names::ADOPT
        ),
    )
}

async fn create(api: &Api<Namespace>, name: &str) -> Result<State, Error> {
    let namespace = serde_json::from_value(manifest(name, json!({})))
        .map_err(|error| Error::Resolve(kube::Error::SerdeError(error)))?;
    let params = PostParams { field_manager: Some(names::FIELD_MANAGER.to_owned()), ..PostParams::default() };
    api.create(&params, &namespace).await.map_err(Error::Resolve)?;
    Ok(State::Ours)
}

fn manifest(name: &str, annotations: Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": name,
            "labels": {names::MANAGED_BY: names::MANAGER, names::ORGANIZATION: name},
            "annotations": annotations,
        },
    })
}
