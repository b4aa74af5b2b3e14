//! What all resources of a process share: the configuration, the connection and what was planned so far.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use openchoreo_apply::control_plane::{ControlPlane, Limits, Settings, Snapshots};
use openchoreo_tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tokio::{
    sync::{OnceCell, watch},
    time::Instant,
};

use crate::explain;

/// How long a read may take, and each request for the check of a plan.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// The process's shared state. A process that is kept for debugging is configured once a command.
pub(crate) struct Session {
    configured: RwLock<Arc<Configured>>,
    stop: watch::Sender<bool>,
}

/// One configuration and what was done with it.
pub(crate) struct Configured {
    pub(crate) options: Options,
    connection: Connection,
    live: OnceCell<Live>,
    planned: Mutex<HashSet<String>>,
    warned: Mutex<HashSet<String>>,
    stop: watch::Receiver<bool>,
}

/// How objects are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) field_manager: String,
    pub(crate) force_conflicts: bool,
    pub(crate) adopt_existing: bool,
    pub(crate) wait_for_rollout: bool,
}

/// Where the control plane is.
pub(crate) enum Connection {
    /// The provider was not configured.
    Unconfigured,
    /// Values of the configuration are not known yet: those of these attributes.
    Unknown(Vec<String>),
    /// The configuration cannot be used.
    Invalid(Diagnostics),
    /// It can be dialled.
    Settings(Box<Settings>),
    /// It is given.
    Given(ControlPlane),
}

/// A connection.
pub(crate) struct Live {
    pub(crate) control_plane: ControlPlane,
    pub(crate) snapshots: Snapshots,
}

impl Session {
    pub(crate) fn new() -> Self {
        let stop = watch::Sender::new(false);
        let configured = Configured::new(Connection::Unconfigured, Options::default(), stop.subscribe());
        Self { configured: RwLock::new(Arc::new(configured)), stop }
    }

    pub(crate) fn configure(&self, connection: Connection, options: Options) {
        let configured = Arc::new(Configured::new(connection, options, self.stop.subscribe()));
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = configured;
        self.stop.send_replace(false);
    }

    pub(crate) fn configured(&self) -> Arc<Configured> {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// The limits of an operation that begins now.
    pub(crate) fn limits(&self, timeout: Duration) -> Limits {
        Limits { deadline: Instant::now() + timeout, stop: self.stop.subscribe() }
    }
}

impl Configured {
    fn new(connection: Connection, options: Options, stop: watch::Receiver<bool>) -> Self {
        Self { options, connection, live: OnceCell::new(), planned: Mutex::default(), warned: Mutex::default(), stop }
    }

    /// The limits of a read that begins now.
    pub(crate) fn read_limits(&self) -> Limits {
        Limits { deadline: Instant::now() + READ_TIMEOUT, stop: self.stop.clone() }
    }

    /// Whether nothing can be asked because the configuration is not known yet.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.connection, Connection::Unknown(_))
    }

    /// Why the configuration can never lead to a connection.
    pub(crate) fn invalid(&self) -> Option<&Diagnostics> {
        match &self.connection {
            Connection::Invalid(diagnostics) => Some(diagnostics),
            _ => None,
        }
    }

    /// The connection, set up at its first use.
    ///
    /// # Errors
    /// Why there can be none, such as that the user asked to stop while it was set up.
    pub(crate) async fn live(&self) -> Result<&Live, Diagnostics> {
        let limits = self.read_limits();
        tokio::select! {
            // A connection that is there is of use after an interruption, too.
            biased;
            live = self.live.get_or_try_init(|| self.connect()) => live,
            () = limits.stopped() => Err(explain::interrupted().into()),
        }
    }

    async fn connect(&self) -> Result<Live, Diagnostics> {
        let control_plane = match &self.connection {
            Connection::Unconfigured => {
                return Err(
                    Diagnostic::error("The provider is not configured", "Terraform sent no provider block.").into()
                );
            }
            Connection::Unknown(attributes) => return Err(unknown(attributes)),
            Connection::Invalid(diagnostics) => return Err(diagnostics.clone()),
            Connection::Given(control_plane) => control_plane.clone(),
            Connection::Settings(settings) => {
                ControlPlane::connect(settings).await.map_err(|error| explain::connect(&error))?
            }
        };
        Ok(Live { snapshots: Snapshots::new(control_plane.clone()), control_plane })
    }

    /// Notes that an object is planned or known to exist.
    pub(crate) fn note(&self, object: String) {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).insert(object);
    }

    /// Whether an object was noted.
    pub(crate) fn is_noted(&self, object: &str) -> bool {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).contains(object)
    }

    /// Whether it is the first time that something is to be warned of.
    pub(crate) fn first_warning(&self, about: String) -> bool {
        self.warned.lock().unwrap_or_else(PoisonError::into_inner).insert(about)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            field_manager: "terraform-provider-openchoreo".into(),
            force_conflicts: false,
            adopt_existing: false,
            wait_for_rollout: false,
        }
    }
}

fn unknown(attributes: &[String]) -> Diagnostics {
    Diagnostic::error(
        "The provider's configuration is not known yet",
        format!(
            "The state cannot be read before {} of the provider block is known. Apply first what the value comes from \
             (`terraform apply -target=...`), or configure the provider with values that do not depend on resources.",
            attributes.join(", ")
        ),
    )
    .into()
}

#[cfg(all(test, unix))]
mod tests {
    use openchoreo_apply::control_plane::Exec;

    use super::*;

    #[tokio::test]
    async fn an_interruption_ends_a_login_that_hangs() {
        let exec = Exec {
            api_version: "client.authentication.k8s.io/v1".into(),
            command: "sleep".into(),
            args: vec!["1".into()],
            env: Vec::new(),
        };
        let settings = Settings { host: Some("https://a.example".into()), exec: Some(exec), ..Settings::default() };
        let session = Session::new();
        session.configure(Connection::Settings(Box::new(settings)), Options::default());
        let configured = session.configured();
        let stop = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            session.stop();
        };
        let error = tokio::join!(configured.live(), stop).0.err().expect("no connection").to_string();
        assert!(error.contains("was interrupted"), "{error}");
    }
}
