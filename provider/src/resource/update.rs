//! Changing objects.

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::Limits;
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::{ApplyRequest, ApplyResponse},
};

use super::{
    credentials,
    put::{FailedWait, Put},
};
use crate::{explain::Subject, identity::Identity, model::Model, object, ownership, session::Configured, tree};

/// Changes an object; one that is gone is created again.
///
/// # Errors
/// Where nothing was changed.
pub(super) async fn update(
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
    credentials::write(&put, &identity).await.map_err(|failure| failure.explain(&put.subject))?;
    let applied = put.apply().await?;
    let (applied, mut diagnostics) = put.remove_leftovers(applied, &identity).await;
    diagnostics.extend(credentials::remove_unused(&put, &identity).await);
    Ok(put.settle(applied, diagnostics, FailedWait::Error).await)
}

impl Put<'_> {
    /// Removes fields that the configuration had and does not have any more. Server-side apply removes only those that
    /// nobody else wrote since.
    async fn remove_leftovers(&self, applied: DynamicObject, identity: &Identity) -> (DynamicObject, Diagnostics) {
        let Ok(before) = object::body(self.model, identity, &self.request.prior) else {
            return (applied, Diagnostics::new());
        };
        let json = object::json(&applied);
        let pointers = tree::leftovers(&self.model.object, &before, self.body, &json, "");
        let field_manager = &self.configured.options.field_manager;
        let (pointers, mut diagnostics) = ownership::removable(self.model, &applied, pointers, field_manager);
        if pointers.is_empty() {
            return (applied, diagnostics);
        }
        let target = identity.target(self.model);
        let version = applied.metadata.resource_version.clone().unwrap_or_default();
        let removed = self
            .live
            .control_plane
            .remove_fields(&target, &version, &pointers, field_manager, self.limits.deadline)
            .await;
        match removed {
            Ok(object) => (object, diagnostics),
            Err(error) => {
                diagnostics.extend(self.subject.explain("remove fields of", &error));
                (applied, diagnostics)
            }
        }
    }
}
