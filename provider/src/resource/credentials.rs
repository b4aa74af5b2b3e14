//! Secret values that Terraform hands over and stores nowhere: they are written into Secrets of the organization.

use base64::{Engine, engine::general_purpose::STANDARD};
use kube::{core::DynamicObject, discovery::ApiResource};
use openchoreo_api::names;
use openchoreo_apply::control_plane::{ApplyOptions, Error, Limits, Target};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    value::Value,
};
use serde_json::json;

use super::put::Put;
use crate::{
    explain::Subject,
    identity::Identity,
    kind::{Credential, Kind},
    session::{Configured, Live},
};

/// Why a credential was not written.
pub(super) enum Failure {
    Request(Error),
    Explained(Diagnostics),
}

/// A Secret that a specification refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SecretReference {
    name: String,
    key: String,
}

impl Failure {
    pub(super) fn explain(self, subject: &Subject<'_>) -> Diagnostics {
        match self {
            Self::Request(error) => subject.explain("write the credentials of", &error),
            Self::Explained(diagnostics) => diagnostics,
        }
    }
}

/// Writes the values that the configuration hands over. Each is written with every change of the resource, so that a
/// Secret that was lost comes back with it.
pub(super) async fn write(put: &Put<'_>) -> Result<(), Failure> {
    for credential in put.model.kind.credentials {
        let value = put.request.config.get(credential.attribute).and_then(Value::as_str);
        if let (Some(value), Some(reference)) = (value, reference(credential, &put.request.planned)) {
            write_one(put, credential, &reference, value).await?;
        }
    }
    Ok(())
}

async fn write_one(
    put: &Put<'_>,
    credential: &Credential,
    reference: &SecretReference,
    value: &str,
) -> Result<(), Failure> {
    let identity = put.subject.identity;
    let target = target(identity, &reference.name);
    let field_manager = put.configured.options.field_manager.as_str();
    let control_plane = &put.live.control_plane;
    let existing = control_plane.get(&target, &put.limits).await.map_err(Failure::Request)?;
    let ours = existing.as_ref().is_none_or(|secret| is_of(secret, field_manager, identity));
    let options = &put.configured.options;
    if !ours && !options.adopt_existing && !options.force_conflicts {
        return Err(Failure::Explained(taken(credential, &reference.name).into()));
    }
    let body = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {"name": reference.name, "namespace": identity.namespace(), "labels": {
            names::MANAGED_BY: field_manager, names::DATA_PLANE: identity.name,
        }},
        "data": {reference.key.as_str(): STANDARD.encode(value)},
    });
    let options = ApplyOptions { field_manager, force: true, dry_run: false };
    control_plane.apply(&target, &body, options, &put.limits).await.map(drop).map_err(Failure::Request)
}

/// Deletes the Secrets that the state before referred to and the plan does not.
pub(super) async fn remove_unused(put: &Put<'_>) -> Diagnostics {
    let kept = secrets(put.model.kind, &put.request.planned);
    let mut unused = secrets(put.model.kind, &put.request.prior);
    unused.retain(|secret| kept.iter().all(|kept| kept.name != secret.name));
    remove(put.live, put.configured, put.subject.identity, unused, &put.limits).await
}

/// Deletes Secrets that hold values handed over, if they are still ours. A failure is a warning: the resource itself
/// is in order.
pub(super) async fn remove(
    live: &Live,
    configured: &Configured,
    identity: &Identity,
    secrets: Vec<SecretReference>,
    limits: &Limits,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for secret in secrets {
        let target = target(identity, &secret.name);
        let removed = match live.control_plane.get(&target, limits).await {
            Ok(Some(found)) if is_of(&found, &configured.options.field_manager, identity) => {
                live.control_plane.delete(&target, found.metadata.uid.as_deref(), limits).await
            }
            other => other.map(drop),
        };
        if let Err(error) = removed {
            diagnostics.push(Diagnostic::warning(
                format!("The Secret {:?} was not deleted", secret.name),
                format!(
                    "It holds credentials that nothing uses any more; delete it in namespace {}: {error}.",
                    identity.namespace()
                ),
            ));
        }
    }
    diagnostics
}

/// The Secrets whose content a plan or state hands over.
pub(super) fn secrets(kind: &Kind, value: &Value) -> Vec<SecretReference> {
    let handed_over =
        |credential: &&Credential| value.get(credential.version).is_some_and(|version| !version.is_null());
    kind.credentials.iter().filter(handed_over).filter_map(|credential| reference(credential, value)).collect()
}

/// Errors of a configuration that names one part of a credential without the others.
pub(super) fn validate(kind: &Kind, config: &Value) -> Diagnostics {
    kind.credentials.iter().flat_map(|credential| incomplete(credential, config)).collect()
}

fn incomplete(credential: &Credential, config: &Value) -> Option<Diagnostic> {
    let is_null = |name| config.get(name).is_none_or(Value::is_null);
    let Credential { attribute, version, secret: [object, secret], .. } = credential;
    match (is_null(attribute), is_null(version)) {
        (true, true) => None,
        (false, true) => Some(missing(attribute, version, "it says when there is a new value")),
        (true, false) => Some(missing(version, attribute, "it holds the value")),
        (false, false) => {
            let reference = config.get(object).map_or(Some(&Value::Null), |object| match object {
                Value::Unknown(_) => None,
                object => Some(object.get(secret).unwrap_or(&Value::Null)),
            });
            let place = format!("{object}.{secret}");
            reference.is_some_and(Value::is_null).then(|| missing(attribute, &place, "it names the Secret to write"))
        }
    }
}

fn missing(present: &str, absent: &str, why: &str) -> Diagnostic {
    Diagnostic::error(format!("{present} needs {absent}"), format!("Set {absent} as well: {why}."))
        .at(AttributePath::root(present))
}

fn taken(credential: &Credential, name: &str) -> Diagnostic {
    let [object, secret] = credential.secret;
    Diagnostic::error(
        format!("The Secret {name:?} exists already"),
        format!(
            "{} would be written into a Secret that Terraform does not manage. Name another one in {object}.{secret}, \
             delete it, or set adopt_existing = true in the provider block.",
            credential.attribute
        ),
    )
    .at(AttributePath::root(object).attribute(secret).attribute("name"))
}

fn reference(credential: &Credential, value: &Value) -> Option<SecretReference> {
    let [object, secret] = credential.secret;
    let secret = value.get(object)?.get(secret)?;
    let text = |name| secret.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(SecretReference { name: text("name")?, key: text("key")? })
}

fn target(identity: &Identity, name: &str) -> Target {
    let resource = ApiResource {
        group: String::new(),
        version: "v1".into(),
        api_version: "v1".into(),
        kind: "Secret".into(),
        plural: "secrets".into(),
    };
    Target { resource, namespace: Some(identity.namespace().to_owned()), name: name.to_owned() }
}

fn is_of(secret: &DynamicObject, field_manager: &str, identity: &Identity) -> bool {
    let label = |name| secret.metadata.labels.as_ref().and_then(|labels| labels.get(name)).map(String::as_str);
    label(names::MANAGED_BY) == Some(field_manager) && label(names::DATA_PLANE) == Some(&identity.name)
}
