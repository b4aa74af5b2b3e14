//! Server-side apply.

use kube::{
    api::{Patch, PatchParams, ValidationDirective},
    core::DynamicObject,
};
use serde_json::Value;

use super::{ControlPlane, Error, Limits, Target, read::bad_request};

/// How an object is applied.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions<'a> {
    /// Field manager that will own the applied fields.
    pub field_manager: &'a str,
    /// Take over fields that other managers hold with other values.
    pub force: bool,
    /// Only check what would happen.
    pub dry_run: bool,
}

/// An object as it is after an apply, or as it would be.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The whole object.
    pub object: DynamicObject,
    /// What the API server warned of.
    pub warnings: Vec<String>,
}

impl ControlPlane {
    /// Applies an object. Fields that the manager applied before and that `body` leaves out are removed, unless
    /// another manager holds them too. Fields that the type does not know are refused.
    ///
    /// # Errors
    /// [`Error::Conflict`] where other managers hold fields with other values and `force` is off, and any other reason
    /// for which the API server refuses.
    pub async fn apply(
        &self,
        target: &Target,
        body: &Value,
        options: ApplyOptions<'_>,
        limits: &Limits,
    ) -> Result<Applied, Error> {
        let params = PatchParams {
            dry_run: options.dry_run,
            force: options.force,
            field_manager: Some(options.field_manager.to_owned()),
            field_validation: Some(ValidationDirective::Strict),
        };
        let request = target.collection().patch(&target.name, &params, &Patch::Apply(body)).map_err(bad_request)?;
        let answer = self.send(request, limits).await?;
        Ok(Applied { object: self.parse(&answer.body)?, warnings: answer.warnings })
    }

    /// Removes the fields that JSON pointers name, if the object is still at this resource version.
    ///
    /// # Errors
    /// [`Error::Refused`] where the object changed meanwhile.
    pub async fn remove_fields(
        &self,
        target: &Target,
        resource_version: &str,
        pointers: &[String],
        field_manager: &str,
        limits: &Limits,
    ) -> Result<DynamicObject, Error> {
        let version = serde_json::json!({"op": "test", "path": "/metadata/resourceVersion", "value": resource_version});
        // Later elements of a list go first, so that the indices of earlier ones stay true.
        let removals = pointers.iter().rev().map(|path| serde_json::json!({"op": "remove", "path": path}));
        let patch = Value::Array(std::iter::once(version).chain(removals).collect());
        let patch = self.parse(patch.to_string().as_bytes())?;
        let params = PatchParams { field_manager: Some(field_manager.to_owned()), ..PatchParams::default() };
        let request =
            target.collection().patch(&target.name, &params, &Patch::<()>::Json(patch)).map_err(bad_request)?;
        self.parse(&self.send(request, limits).await?.body)
    }
}
