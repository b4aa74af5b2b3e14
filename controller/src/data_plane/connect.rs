//! Connecting to a data plane's cluster.

use std::time::Duration;

use kube::runtime::controller::Action;
use openchoreo_api::{DataPlane, Problem};
use openchoreo_apply::clusters::Connection;
use openchoreo_apply::connect;
use tokio::time::timeout;

use crate::context::Context;
use crate::error::Error;
use crate::route;

/// How long a cluster may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a cluster that answers is asked again.
const AGAIN: Duration = Duration::from_secs(60);

/// A data plane that answers.
pub(super) struct Answer {
    connection: Connection,
    pub(super) version: String,
}

/// Why a data plane is not usable.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// There is no client for it.
    #[error(transparent)]
    Connect(#[from] connect::Error),
    /// It refuses the request or cannot be reached. The reason is not repeated: it may quote the request.
    #[error("the cluster {0}")]
    Unreachable(&'static str),
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Connect(error) => error.into(),
            Fault::Unreachable(_) => Self::warning(
                "ClusterUnreachable",
                "spec.cluster",
                fault.to_string(),
                "Check that the server runs, and the address and credentials; it is tried again.",
            ),
        }
    }
}

/// Connects to a data plane, asks for its version and waits until what is there is known.
pub(super) async fn run(context: &Context, organization: &str, plane: &DataPlane) -> Result<Answer, Fault> {
    let connection = context.clusters.connect(organization, plane).await?;
    let cluster = connection.cluster.clone();
    let asked = timeout(PATIENCE, cluster.client.apiserver_version()).await;
    let version = match asked {
        Ok(Ok(info)) => info.git_version,
        Ok(Err(kube::Error::Api(status))) if matches!(status.code, 401 | 403) => {
            return Err(Fault::Unreachable("refuses the credentials"));
        }
        Ok(Err(kube::Error::Api(_))) => return Err(Fault::Unreachable("answers with an error")),
        Ok(Err(_)) | Err(_) => return Err(Fault::Unreachable("does not answer")),
    };
    let listed = timeout(PATIENCE, cluster.observed.ready()).await;
    listed.map_err(|_| Fault::Unreachable("does not let the platform list its objects"))?;
    Ok(Answer { connection, version })
}

/// Lets the others use the connection, and queues them if it is a new one.
///
/// # Errors
/// [`Error::Waiting`] if there is none and trying again may help.
pub(super) fn publish(
    context: &Context,
    organization: &str,
    name: &str,
    answer: Result<Answer, Fault>,
) -> Result<Action, Error> {
    match answer {
        Ok(Answer { connection, version: _ }) => {
            if context.clusters.publish(organization, name, connection) {
                route::data_plane(&context.stores, &context.triggers, organization, name);
            }
            Ok(Action::requeue(AGAIN))
        }
        Err(Fault::Connect(error)) if !error.is_transient() => Ok(Action::requeue(AGAIN)),
        Err(fault) => Err(Error::Waiting(fault.to_string())),
    }
}
