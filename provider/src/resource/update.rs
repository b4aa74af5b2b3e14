//! Changing objects.

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::{Error, Target};
use openchoreo_tfplugin::{diagnostic::Diagnostics, provider::ApplyResponse};
use serde_json::Value as Json;

use super::{
    credentials,
    put::{FailedWait, Put},
};
use crate::{object, ownership, tree};

/// Changes an object; one that is gone is created again.
///
/// # Errors
/// Where nothing was changed.
pub(super) async fn update(put: &Put<'_>) -> Result<ApplyResponse, Diagnostics> {
    credentials::write(put).await.map_err(|failure| failure.explain(&put.subject))?;
    let applied = put.apply().await?;
    let (applied, mut diagnostics) = put.remove_leftovers(applied).await;
    diagnostics.extend(credentials::remove_unused(put).await);
    Ok(put.settle(applied, diagnostics, FailedWait::Error).await)
}

impl Put<'_> {
    /// Removes fields that the configuration had and does not have any more. Server-side apply removes only those that
    /// nobody else wrote since.
    ///
    /// A removal holds for one version of the object, and controllers write a status at any time: it is decided again
    /// for what they left.
    async fn remove_leftovers(&self, mut applied: DynamicObject) -> (DynamicObject, Diagnostics) {
        let identity = self.subject.identity;
        let Ok(before) = object::body(self.model, identity, &self.request.prior) else {
            return (applied, Diagnostics::new());
        };
        let target = identity.target(self.model);
        loop {
            let (pointers, mut diagnostics) = self.leftovers(&before, &applied);
            if pointers.is_empty() {
                return (applied, diagnostics);
            }
            let error = match self.remove(&target, &applied, &pointers).await {
                Ok(object) => return (object, diagnostics),
                Err(error) => error,
            };
            match self.live.control_plane.get(&target, &self.limits).await {
                Ok(Some(newer)) if newer.metadata.resource_version != applied.metadata.resource_version => {
                    applied = newer
                }
                _ => {
                    diagnostics.extend(self.subject.explain("remove fields of", &error));
                    return (applied, diagnostics);
                }
            }
        }
    }

    fn leftovers(&self, before: &Json, applied: &DynamicObject) -> (Vec<String>, Diagnostics) {
        let pointers = tree::leftovers(&self.model.object, before, self.body, &object::json(applied), "");
        ownership::removable(self.model, applied, pointers, &self.configured.options.field_manager)
    }

    async fn remove(
        &self,
        target: &Target,
        applied: &DynamicObject,
        pointers: &[String],
    ) -> Result<DynamicObject, Error> {
        let version = applied.metadata.resource_version.as_deref().unwrap_or_default();
        let field_manager = &self.configured.options.field_manager;
        self.live.control_plane.remove_fields(target, version, pointers, field_manager, &self.limits).await
    }
}
