//! Deleting objects.

use kube::api::{DeleteParams, Preconditions};

use super::{ControlPlane, Error, Limits, Target, read::bad_request};

impl ControlPlane {
    /// Asks for the deletion of an object, if its UID is still the one given; finalizers may keep it for a while.
    /// An object that does not exist is no error, but a type that is not served is: it may come back with its objects.
    ///
    /// # Errors
    /// [`Error::Refused`] where the object has another UID, [`Error::TypeNotFound`], and any other reason for which it cannot be deleted.
    pub async fn delete(&self, target: &Target, uid: Option<&str>, limits: &Limits) -> Result<(), Error> {
        let preconditions = uid.map(|uid| Preconditions { uid: Some(uid.to_owned()), resource_version: None });
        let params = DeleteParams { preconditions, ..DeleteParams::background() };
        let request = target.collection().delete(&target.name, &params).map_err(bad_request)?;
        match self.send(request, limits).await {
            Ok(_) | Err(Error::NotFound | Error::NamespaceNotFound(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
