//! Errors of the control plane in the words of a user of Terraform.

use std::time::Duration;

use kube::core::Status;
use openchoreo_apply::control_plane::{Call, ConnectError, Error, Right};
use openchoreo_tfplugin::diagnostic::{AttributePath, Diagnostic, Diagnostics};
use serde_json::Value as Json;

use crate::{identity::Identity, model::Model};

/// The command that installs the platform's types.
pub(crate) const INSTALL: &str = "openchoreo crds | kubectl apply --server-side -f -";

/// What an operation was about.
pub(crate) struct Subject<'a> {
    pub(crate) model: &'a Model,
    pub(crate) identity: &'a Identity,
    /// The control plane.
    pub(crate) host: &'a str,
    /// The object that was sent.
    pub(crate) sent: Option<&'a Json>,
}

impl Subject<'_> {
    /// The object in words, such as `component "shop/web"`.
    pub(crate) fn name(&self) -> String {
        format!("{} {:?}", self.model.kind.noun, self.identity.id())
    }

    /// An error as diagnostics; `action` is what failed, such as "create".
    pub(crate) fn explain(&self, action: &str, error: &Error) -> Diagnostics {
        let summary = format!("Cannot {action} {}", self.name());
        match error {
            Error::Refused(status) => self.refused(&summary, status),
            Error::NamespaceNotFound(namespace) => Diagnostic::error(
                format!("Organization {namespace:?} does not exist"),
                format!(
                    "{} belongs to it. Create the organization first: where it is in this configuration, set \
                     organization to openchoreo_organization.<label>.name, so that Terraform knows the order.",
                    capitalized(&self.name())
                ),
            )
            .at(AttributePath::root("organization"))
            .into(),
            Error::TypeNotFound => Diagnostic::error(
                "OpenChoreo is not installed on the control plane",
                format!(
                    "{} does not serve {}.{}, version {}. Install the definitions with:\n\n  {INSTALL}",
                    self.host, self.model.resource.plural, self.model.resource.group, self.model.resource.version
                ),
            )
            .into(),
            Error::Conflict(conflicts) => conflicts
                .iter()
                .map(|conflict| {
                    let text = format!("{}: {}.", conflict.field, conflict.message);
                    self.at(&conflict.field, Diagnostic::error(summary.clone(), text))
                })
                .collect(),
            Error::Unreachable { call, is_sent: true, .. } if call.method == "PATCH" && action != "plan" => {
                let unsure = "Whether it was done all the same is not known: the next apply sees it, and takes over what \
                              was created where the configuration is still the same.";
                Diagnostic::error(summary, format!("{} {unsure}", reason(self.host, error))).into()
            }
            other => Diagnostic::error(summary, reason(self.host, other)).into(),
        }
    }

    fn refused(&self, summary: &str, status: &Status) -> Diagnostics {
        let causes = status.details.iter().flat_map(|details| &details.causes);
        let causes = causes.filter(|cause| !cause.message.is_empty());
        if status.code == 403 {
            // What denies says why in the message, and perhaps more in its causes.
            let more = causes.filter(|cause| !status.message.contains(&cause.message));
            let texts: Vec<_> = std::iter::once(&status.message).chain(more.map(|cause| &cause.message)).collect();
            let detail = texts.iter().map(|text| format!("{}.", text.trim_end_matches('.'))).collect::<Vec<_>>();
            return Diagnostic::error(summary, format!("{} denies it: {}", self.host, detail.join(" "))).into();
        }
        let diagnostics: Diagnostics = causes
            .map(|cause| {
                let field = cause.field.as_str();
                let text = match field {
                    "" | "<nil>" => cause.message.clone(),
                    field => format!("{field}: {}", cause.message),
                };
                self.at(field, Diagnostic::error(summary, text))
            })
            .collect();
        if !diagnostics.is_empty() {
            return diagnostics;
        }
        let outdated = match status.code {
            // The type on the server does not know what was sent: the provider is of a later version.
            500 => format!(
                ". The definitions on {} may be older than this provider. Install the current ones with:\n\n  {INSTALL}",
                self.host
            ),
            _ => String::new(),
        };
        Diagnostic::error(summary, format!("{}{outdated}", status.message)).into()
    }

    /// A diagnostic at the attribute that a field path of Kubernetes names.
    pub(crate) fn at(&self, field: &str, diagnostic: Diagnostic) -> Diagnostic {
        match self.model.attribute(field, self.sent) {
            Some(path) => diagnostic.at(path),
            None => diagnostic,
        }
    }

    /// That the object exists although it was to be created.
    pub(crate) fn exists(&self) -> Diagnostic {
        let kind = self.model.kind;
        Diagnostic::error(
            format!("{} exists already", capitalized(&self.name())),
            format!(
                "Terraform does not manage it. Import it (`terraform import {}.<label> {}`), or set adopt_existing = true \
                 in the provider block to take over objects that exist.",
                kind.type_name,
                self.identity.id()
            ),
        )
        .at(AttributePath::root("name"))
    }
}

/// Why a request failed and what to do, for errors that are not about one object.
pub(crate) fn reason(host: &str, error: &Error) -> String {
    match error {
        Error::Unauthorized(message) => format!(
            "{host} does not accept the credentials ({message}). A token may have expired: renew it, or let the provider \
             obtain fresh ones with an exec block."
        ),
        Error::Forbidden { message, right } => format!(
            "{host} denies it: {}. It needs {right}. Grant the user or service account that Terraform uses all that the \
             provider needs:\n\n  {}",
            message.trim_end_matches('.'),
            grant(right)
        ),
        Error::Unavailable { call, status, retry_after, sent } => unavailable(call, status, *retry_after, *sent),
        Error::Interrupted { call } => format!("The provider was told to stop before {host} answered {call}."),
        Error::Unreachable { reason, .. } => format!(
            "{host} does not answer: {reason}. Check that the control plane runs and that host, config_path, \
             config_context and proxy_url of the provider lead to it."
        ),
        Error::Credentials(reason) => format!("Credentials for {host} cannot be obtained: {reason}."),
        other => format!("{host}: {other}."),
    }
}

/// A command that grants what is missing, and what else the provider needs of the type.
fn grant(right: &Right) -> String {
    let (role, place) = match &right.namespace {
        Some(namespace) => ("role", format!(" --namespace={namespace}")),
        None => ("clusterrole", String::new()),
    };
    // Secrets are never listed: who could list them would see those of others, too.
    let verbs = if right.resource == "secrets" { "get" } else { "get,list,watch" };
    format!(
        "kubectl create {role} terraform-{} --verb={verbs},create,patch,delete --resource={}{place}\n\n\
         and a {role}binding that gives it to the user.",
        right.resource.split('.').next().unwrap_or_default(),
        right.resource
    )
}

fn unavailable(call: &Call, status: &Status, retry_after: Option<Duration>, sent: u32) -> String {
    let (host, code) = (&call.host, status.code);
    let often = if sent == 1 { "once".to_owned() } else { format!("{sent} times") };
    let asked = retry_after
        .map_or_else(String::new, |time| format!(" The server asks to be left alone for {} s.", time.as_secs()));
    let what = match code {
        429 => "It is overloaded: try again later, or with a smaller -parallelism.",
        500 => {
            "It fails, or something that it asks, such as an admission webhook, does: its message and its log say what."
        }
        _ => {
            "It is overloaded, starts or stops: try again when `kubectl get --raw=/readyz?verbose` says that it is ready."
        }
    };
    let message = status.message.trim_end_matches('.');
    format!("{host} answers {call} with {code}: {message}. The request was sent {often}.{asked} {what}")
}

/// That the user asked to stop before there was a connection.
pub(crate) fn interrupted() -> Diagnostic {
    Diagnostic::error(
        "The connection to the control plane was interrupted",
        "The provider was told to stop while it was being set up, such as while a command that prints credentials ran.",
    )
}

/// Why there is no connection.
pub(crate) fn connect(error: &ConnectError) -> Diagnostic {
    let advice = match error {
        ConnectError::Kubeconfig(_) => "Check config_path of the provider block, KUBE_CONFIG_PATH or KUBECONFIG.",
        ConnectError::Context { .. } | ConnectError::NoContext => {
            "Set config_context of the provider block, or KUBE_CTX, to a context of the kubeconfig."
        }
        ConnectError::InCluster(_) => "Set config_path, or host and token, in the provider block.",
        ConnectError::Credentials(_) => "Run the command by hand to see what it prints.",
        ConnectError::Invalid(_) => "Check host and the certificates in the provider block.",
    };
    Diagnostic::error("The connection to the control plane cannot be set up", format!("{error}. {advice}"))
}

/// A text that starts a sentence.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
