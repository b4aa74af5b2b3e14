//! What create and update have in common: applying, taking back, and waiting.

use kube::core::DynamicObject;
use openchoreo_api::condition::CONNECTIONS_RESOLVED;
use openchoreo_apply::control_plane::{ApplyOptions, Conflict, Error, Limits, Verdict, WaitError};
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::{ApplyRequest, ApplyResponse},
    value::Value,
};
use serde_json::Value as Json;

use super::{create, update};
use crate::{
    conditions::{self, Progress},
    explain::{Subject, reason},
    identity::Identity,
    model::Model,
    object::{self, Scope},
    ownership::{self, Ruling},
    private::Private,
    session::{Configured, Live},
};

/// An apply in progress.
pub(super) struct Put<'a> {
    pub(super) model: &'a Model,
    pub(super) configured: &'a Configured,
    pub(super) live: &'a Live,
    pub(super) subject: Subject<'a>,
    pub(super) request: &'a ApplyRequest,
    pub(super) body: &'a Json,
    pub(super) limits: Limits,
}

/// What a wait that fails means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FailedWait {
    /// The operation failed.
    Error,
    /// The user is told. The object was there before Terraform managed it and must not be tainted.
    Warning,
}

/// Creates an object that has no prior state, and changes one that has.
///
/// # Errors
/// Where the control plane is as before.
pub(super) async fn put(
    model: &Model,
    configured: &Configured,
    request: &ApplyRequest,
    limits: Limits,
) -> Result<ApplyResponse, Diagnostics> {
    let identity = Identity::of(model.kind, &request.planned).ok_or_else(|| {
        Diagnostic::error("The name is not known", "name and organization must be known to be applied.")
    })?;
    let body = object::body(model, &identity, &request.planned)?;
    let live = configured.live().await?;
    let subject = Subject { model, identity: &identity, host: live.control_plane.host(), sent: Some(&body) };
    let put = Put { model, configured, live, subject, request, body: &body, limits };
    match request.prior.is_null() {
        true => create::create(&put).await,
        false => update::update(&put).await,
    }
}

impl Put<'_> {
    /// Applies the object once. Conflicts are ruled on, and where all fields are ours they are forced.
    pub(super) async fn apply(&self) -> Result<DynamicObject, Diagnostics> {
        let conflicts = match self.try_apply(false).await {
            Err(Error::Conflict(conflicts)) => conflicts,
            other => return other.map_err(|error| self.subject.explain("apply", &error)),
        };
        self.rule(&conflicts).await?;
        self.try_apply(true).await.map_err(|error| self.subject.explain("apply", &error))
    }

    pub(super) async fn try_apply(&self, force: bool) -> Result<DynamicObject, Error> {
        let options = ApplyOptions { field_manager: &self.configured.options.field_manager, force, dry_run: false };
        let target = self.subject.identity.target(self.model);
        let applied = self.live.control_plane.apply(&target, self.body, options, &self.limits).await;
        self.live.snapshots.invalidate();
        Ok(applied?.object)
    }

    pub(super) async fn rule(&self, conflicts: &[Conflict]) -> Result<(), Diagnostics> {
        let target = self.subject.identity.target(self.model);
        let read = self.live.control_plane.get(&target, &self.limits).await;
        let Some(object) = read.map_err(|error| self.subject.explain("read", &error))? else { return Ok(()) };
        let options = &self.configured.options;
        let by = (options.field_manager.as_str(), options.force_conflicts);
        match ownership::rule(&self.subject, conflicts, &object, &self.request.prior, by) {
            Ruling::TakeBack(_) => Ok(()),
            Ruling::Refuse(errors) => Err(errors),
        }
    }

    /// Waits for the applied object and answers the state reached.
    pub(super) async fn settle(
        &self,
        applied: DynamicObject,
        mut diagnostics: Diagnostics,
        failed: FailedWait,
    ) -> ApplyResponse {
        let target = self.subject.identity.target(self.model);
        let own = self.request.planned.get("wait_for_rollout").and_then(Value::as_bool);
        let mut progress = Progress::new(own.unwrap_or(self.configured.options.wait_for_rollout));
        let mut seen = applied.clone();
        let judge = |object: Option<&DynamicObject>| {
            if let Some(object) = object {
                seen.clone_from(object);
            }
            progress.judge(object)
        };
        let waited = self.live.control_plane.wait(&target, Some(applied), self.limits.clone(), judge).await;
        self.live.snapshots.invalidate();
        match waited {
            Ok(_) => diagnostics.extend(self.unresolved(&seen)),
            Err(error) => {
                let diagnostic = self.not_reached(&error, failed);
                let field = conditions::refused_field(&seen).unwrap_or_default();
                diagnostics.push(self.subject.at(&field, diagnostic));
            }
        }
        let reached = object::state(self.model, self.subject.identity, &seen, &self.request.planned, Scope::Ours);
        ApplyResponse {
            state: object::fill(&self.request.planned, &reached),
            private: Private::of(&seen).write(),
            diagnostics,
        }
    }

    fn unresolved(&self, object: &DynamicObject) -> Option<Diagnostic> {
        let condition = conditions::current_of(object, CONNECTIONS_RESOLVED)?;
        (condition.status == "False").then(|| {
            let summary = format!("A connection of {} leads nowhere yet", self.subject.name());
            self.subject.at("spec.connections", Diagnostic::warning(summary, condition.message))
        })
    }

    fn not_reached(&self, error: &WaitError, failed: FailedWait) -> Diagnostic {
        let next = match failed {
            FailedWait::Error if self.request.prior.is_null() => {
                "The next apply replaces it, unless `terraform untaint` says before that it is in order."
            }
            _ => "The next plan looks at it again.",
        };
        let (summary, why) = self.waited_in_vain(error);
        let detail = format!("{why}.\n\nThe object is applied and in the state. {next}");
        match failed {
            FailedWait::Error => Diagnostic::error(summary, detail),
            FailedWait::Warning => Diagnostic::warning(summary, detail),
        }
    }

    /// What a wait came to, and why, without a full stop.
    fn waited_in_vain(&self, error: &WaitError) -> (String, String) {
        let name = self.subject.name();
        let (summary, why) = match error {
            WaitError::Failed(why) => (format!("The control plane does not accept {name}"), why.clone()),
            WaitError::Timeout(why) => (format!("{name} did not get there in time"), why.clone()),
            WaitError::Interrupted(why) => (format!("Waiting for {name} was interrupted"), why.clone()),
            WaitError::Request(error) => (format!("Waiting for {name} failed"), reason(self.subject.host, error)),
        };
        (summary, why.trim_end_matches('.').to_owned())
    }

    /// Waits until an object that is being deleted is gone.
    pub(super) async fn wait_gone(&self, object: DynamicObject) -> Result<(), Diagnostics> {
        let target = self.subject.identity.target(self.model);
        let judge = |object: Option<&DynamicObject>| match object {
            None => Verdict::Done,
            Some(_) => Verdict::Pending("an object of this name is still being deleted".into()),
        };
        let waited = self.live.control_plane.wait(&target, Some(object), self.limits.clone(), judge).await;
        waited.map(drop).map_err(|error| self.not_gone(&error).into())
    }

    fn not_gone(&self, error: &WaitError) -> Diagnostic {
        let (_, why) = self.waited_in_vain(error);
        let detail = format!("{why}.\n\nNothing was created. Apply again when that object is gone.");
        Diagnostic::error(format!("Cannot create {}", self.subject.name()), detail)
    }
}
