//! Checking a plan against the live control plane by a dry run. It adds messages and never values.

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::{ApplyOptions, Error};
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Severity},
    plan::requires_replace,
    provider::PlanRequest,
    value::Value,
};
use serde_json::Value as Json;

use super::{plan::differs, read::noted};
use crate::{
    explain::{INSTALL, Subject, reason},
    identity::Identity,
    kinds,
    model::Model,
    object,
    ownership::{self, Ruling},
    session::{Configured, Live},
};

/// What the control plane says to a plan; nothing where it cannot be asked yet.
pub(super) async fn check(
    model: &Model,
    configured: &Configured,
    request: &PlanRequest,
    planned: &Value,
) -> Diagnostics {
    let create = request.prior.is_null();
    let unchanged = planned.is_null() || !create && !differs(model, &request.prior, planned);
    let Some(identity) = Identity::of(model.kind, planned).filter(|_| !unchanged) else { return Diagnostics::new() };
    let exists = configured.is_noted(&noted(model, &identity));
    configured.note(noted(model, &identity));
    let open = model.object_attributes().any(|name| planned.get(name).is_some_and(|value| !value.is_wholly_known()));
    let replaced = !create && !requires_replace(&model.schema, &request.prior, planned).is_empty();
    // An object that exists and is planned as a new one is about to be replaced: what is live says nothing about it.
    if open || replaced || create && exists || configured.is_unknown() {
        return Diagnostics::new();
    }
    if let Some(diagnostics) = configured.invalid() {
        return diagnostics.clone();
    }
    let live = match configured.live().await {
        Ok(live) => live,
        Err(diagnostics) => return diagnostics.into_iter().map(as_warning).collect(),
    };
    match object::body(model, &identity, planned) {
        Ok(body) => {
            let subject = Subject { model, identity: &identity, host: live.control_plane.host(), sent: Some(&body) };
            Check { configured, live, subject, prior: &request.prior, body: &body }.run(create).await
        }
        Err(diagnostics) => diagnostics,
    }
}

struct Check<'a> {
    configured: &'a Configured,
    live: &'a Live,
    subject: Subject<'a>,
    prior: &'a Value,
    body: &'a Json,
}

impl Check<'_> {
    async fn run(&self, create: bool) -> Diagnostics {
        if create && !self.configured.options.adopt_existing {
            let target = self.subject.identity.target(self.subject.model);
            match self.live.snapshots.get(&target, &self.configured.read_limits()).await {
                Ok(Some(object)) => return self.existing(&object).into_iter().collect(),
                Ok(None) => {}
                Err(error) => return self.not_checked(&error),
            }
        }
        match self.dry_run(false).await {
            Ok(diagnostics) => diagnostics,
            Err(Error::Conflict(conflicts)) => self.conflicts(&conflicts).await,
            Err(error) => self.not_checked(&error),
        }
    }

    /// An object that is to be created and exists is an error later, unless it comes from a create that was cut off.
    fn existing(&self, object: &DynamicObject) -> Option<Diagnostic> {
        let cut_off = ownership::is_only_ours(object, &self.configured.options.field_manager);
        (!cut_off && object.metadata.deletion_timestamp.is_none()).then(|| as_warning(self.subject.exists()))
    }

    async fn dry_run(&self, force: bool) -> Result<Diagnostics, Error> {
        let options = ApplyOptions { field_manager: &self.configured.options.field_manager, force, dry_run: true };
        let target = self.subject.identity.target(self.subject.model);
        let applied =
            self.live.control_plane.apply(&target, self.body, options, &self.configured.read_limits()).await?;
        let name = self.subject.name();
        let warning = |text| Diagnostic::warning(format!("The control plane warns about {name}"), text);
        Ok(applied.warnings.into_iter().map(warning).collect())
    }

    async fn conflicts(&self, conflicts: &[openchoreo_apply::control_plane::Conflict]) -> Diagnostics {
        let target = self.subject.identity.target(self.subject.model);
        let object = match self.live.control_plane.get(&target, &self.configured.read_limits()).await {
            Ok(Some(object)) => object,
            Ok(None) => return Diagnostics::new(),
            Err(error) => return self.not_checked(&error),
        };
        let options = &self.configured.options;
        let by = (options.field_manager.as_str(), options.force_conflicts);
        match ownership::rule(&self.subject, conflicts, &object, self.prior, by) {
            Ruling::Refuse(errors) => errors,
            Ruling::TakeBack(mut warnings) => {
                warnings.extend(self.dry_run(true).await.unwrap_or_else(|error| self.not_checked(&error)));
                warnings
            }
        }
    }

    /// An error of a dry run: the plan's fault, or a reason why it could not be checked.
    fn not_checked(&self, error: &Error) -> Diagnostics {
        let (about, why) = match error {
            Error::NamespaceNotFound(namespace) => {
                let organization = Identity { organization: None, name: namespace.clone() };
                if self.configured.is_noted(&format!("{} {}", kinds::ALL[0].type_name, organization.id())) {
                    return Diagnostics::new();
                }
                let place = AttributePath::root("organization");
                return self.once(format!("organization {namespace}"), || {
                    let detail = format!(
                        "{} has no organization {namespace:?} yet, and this configuration does not create it before. \
                         The apply fails where it is still missing then.",
                        self.subject.host
                    );
                    Diagnostic::warning(format!("Organization {namespace:?} does not exist"), detail).at(place)
                });
            }
            Error::TypeNotFound => {
                ("type", format!("OpenChoreo is not installed on it. Install the definitions with:\n\n  {INSTALL}"))
            }
            Error::Unauthorized(_)
            | Error::Forbidden { .. }
            | Error::Unavailable { .. }
            | Error::Unreachable { .. }
            | Error::Interrupted { .. }
            | Error::Credentials(_) => ("access", reason(self.subject.host, error)),
            // A quota or a namespace that is being deleted may not deny any more what is applied later.
            Error::Refused(status) if status.code == 403 => {
                return self.subject.explain("plan", error).into_iter().map(as_warning).collect();
            }
            error => return self.subject.explain("plan", error),
        };
        self.once(about.to_owned(), || Diagnostic::warning("The plan was not checked against the control plane", why))
    }

    fn once(&self, about: String, warning: impl FnOnce() -> Diagnostic) -> Diagnostics {
        self.configured.first_warning(about).then(warning).into_iter().collect()
    }
}

fn as_warning(diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..diagnostic }
}
