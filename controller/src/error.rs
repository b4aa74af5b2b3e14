//! Why a reconcile did not come to its end.

use openchoreo_apply::manifests::UnknownKind;

/// Why a reconcile did not come to its end, by the step that failed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading what the object refers to failed.
    #[error("resolving failed: {0}")]
    Resolve(#[source] kube::Error),
    /// The compiler emitted what the applier does not know.
    #[error(transparent)]
    Compile(#[from] UnknownKind),
    /// Writing to a cluster failed for a passing reason; the object's status says which.
    #[error("applying is not complete: {0}")]
    Apply(String),
    /// Something else must happen first.
    #[error("waiting: {0}")]
    Waiting(String),
    /// Deleting what should not exist failed.
    #[error("pruning failed: {0}")]
    Prune(#[source] kube::Error),
    /// Writing the status failed.
    #[error("reporting failed: {0}")]
    Report(#[source] kube::Error),
    /// Adding or removing the finalizer failed.
    #[error("changing the finalizer failed: {0}")]
    Finalizer(#[source] kube::Error),
}

impl Error {
    /// Whether it is only a lost race, which the next try settles.
    pub(crate) fn is_conflict(&self) -> bool {
        match self {
            Self::Resolve(error) | Self::Prune(error) | Self::Report(error) | Self::Finalizer(error) => {
                matches!(error, kube::Error::Api(status) if status.code == 409)
            }
            Self::Compile(_) | Self::Apply(_) | Self::Waiting(_) => false,
        }
    }

    /// Whether it is no failure, only a step in the making of things.
    pub(crate) fn is_expected(&self) -> bool {
        self.is_conflict() || matches!(self, Self::Waiting(_))
    }
}
