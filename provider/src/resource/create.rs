//! Creating objects, and taking over those that exist.

use std::time::Duration;

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::{ApplyOptions, Error};
use openchoreo_tfplugin::{diagnostic::Diagnostics, provider::ApplyResponse};
use tokio::time::{Instant, sleep};

use super::{
    credentials,
    put::{FailedWait, Put},
};
use crate::ownership;

/// How long an organization that Terraform creates at the same time may take to appear.
const NAMESPACE_GRACE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(1);

/// Creates an object.
///
/// # Errors
/// Where nothing was created.
pub(super) async fn create(put: &Put<'_>) -> Result<ApplyResponse, Diagnostics> {
    let failed = match put.existing().await? {
        None => FailedWait::Error,
        Some(object) => {
            put.may_adopt(&object).await?;
            FailedWait::Warning
        }
    };
    let applied = put.apply_patiently().await?;
    Ok(put.settle(applied, Diagnostics::new(), failed).await)
}

impl Put<'_> {
    /// The object that exists already. One that is being deleted is waited for.
    async fn existing(&self) -> Result<Option<DynamicObject>, Diagnostics> {
        let target = self.subject.identity.target(self.model);
        match self.live.control_plane.get(&target, &self.limits).await {
            Ok(Some(object)) if object.metadata.deletion_timestamp.is_some() => {
                self.wait_gone(object).await?;
                Ok(None)
            }
            Ok(found) => Ok(found),
            // Whether the type comes into being in time is seen when the object is applied.
            Err(Error::TypeNotFound) => Ok(None),
            Err(error) => Err(self.subject.explain("create", &error)),
        }
    }

    /// An object that exists is taken over where the provider may, or where it is what a create left behind that was
    /// cut off before Terraform could record it.
    async fn may_adopt(&self, object: &DynamicObject) -> Result<(), Diagnostics> {
        let options = &self.configured.options;
        if options.adopt_existing {
            return Ok(());
        }
        if ownership::is_only_ours(object, &options.field_manager) && self.changes_nothing(object).await? {
            return Ok(());
        }
        Err(self.subject.exists().into())
    }

    async fn changes_nothing(&self, object: &DynamicObject) -> Result<bool, Diagnostics> {
        let target = self.subject.identity.target(self.model);
        let options =
            ApplyOptions { field_manager: &self.configured.options.field_manager, force: false, dry_run: true };
        match self.live.control_plane.apply(&target, self.body, options, &self.limits).await {
            Ok(applied) => Ok(applied.object.data.get("spec") == object.data.get("spec")
                && applied.object.metadata.labels == object.metadata.labels
                && applied.object.metadata.annotations == object.metadata.annotations),
            Err(Error::Refused(status)) if status.code == 403 => {
                Err(self.subject.explain("create", &Error::Refused(status)))
            }
            Err(Error::Conflict(_) | Error::Refused(_)) => Ok(false),
            Err(error) => Err(self.subject.explain("create", &error)),
        }
    }

    /// Applies, and waits a while where the type or the organization is only just being created.
    async fn apply_patiently(&self) -> Result<DynamicObject, Diagnostics> {
        let namespace_deadline = self.limits.deadline.min(Instant::now() + NAMESPACE_GRACE);
        loop {
            let error = match self.once().await {
                Ok(object) => return Ok(object),
                Err(Problem::Final(diagnostics)) => return Err(diagnostics),
                Err(Problem::NotYet(error)) => error,
            };
            let deadline = if matches!(error, Error::TypeNotFound) { self.limits.deadline } else { namespace_deadline };
            if *self.limits.stop.borrow() || Instant::now() + PAUSE >= deadline {
                return Err(self.subject.explain("create", &error));
            }
            sleep(PAUSE).await;
        }
    }

    async fn once(&self) -> Result<DynamicObject, Problem> {
        let not_yet = |error| match error {
            Error::TypeNotFound | Error::NamespaceNotFound(_) => Problem::NotYet(error),
            error => Problem::Final(self.subject.explain("create", &error)),
        };
        credentials::write(self).await.map_err(|failure| match failure {
            credentials::Failure::Request(error) => not_yet(error),
            credentials::Failure::Explained(diagnostics) => Problem::Final(diagnostics),
        })?;
        match self.try_apply(false).await {
            Ok(object) => Ok(object),
            Err(Error::Conflict(conflicts)) => {
                self.rule(&conflicts).await.map_err(Problem::Final)?;
                self.try_apply(true).await.map_err(not_yet)
            }
            Err(error) => Err(not_yet(error)),
        }
    }
}

enum Problem {
    /// What the object needs may exist a moment later.
    NotYet(Error),
    Final(Diagnostics),
}
