//! The gRPC service: each call is turned from the wire's words into the provider's, answered, and turned back.

mod catalog;
mod contract;
mod from_proto;
mod guard;
mod rpc;
mod to_proto;
mod write_only;

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use openchoreo_proto::tfplugin6::{self, provider_server::ProviderServer};
use tonic::{Request, Response, Status};

use self::catalog::Catalog;
pub(crate) use self::guard::note_panics;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    plugin::lifetime::Lifetime,
    provider::Provider,
};

/// Protocol 6 on top of a [`Provider`].
///
/// Whatever goes wrong becomes a diagnostic of the call that it happens in, a panic of the provider's code included.
/// A method of the protocol that this library does not know is answered as not implemented.
#[derive(Clone)]
pub struct Service(Arc<Shared>);

/// What all calls share.
struct Shared {
    provider: Arc<dyn Provider>,
    catalog: OnceLock<Catalog>,
    lifetime: Lifetime,
}

impl Service {
    /// Serves `provider` in a process that somebody else takes care of, such as a test.
    pub fn new(provider: impl Provider) -> Self {
        Self::with_lifetime(provider, Lifetime::new())
    }

    /// Serves `provider`; changes in flight hold up the end of `lifetime`.
    pub(crate) fn with_lifetime(provider: impl Provider, lifetime: Lifetime) -> Self {
        Self(Arc::new(Shared { provider: Arc::new(provider), catalog: OnceLock::new(), lifetime }))
    }

    /// The service as tonic takes it, for messages of any size: a state may exceed tonic's 4 MiB.
    pub fn into_server(self) -> ProviderServer<Self> {
        ProviderServer::new(self).max_decoding_message_size(usize::MAX).max_encoding_message_size(usize::MAX)
    }

    /// Asks the provider to cut its waits short. Needs a Tokio runtime.
    pub(crate) fn stop(&self) {
        self.0.stop();
    }
}

impl Shared {
    /// Everything that the provider has, asked for once.
    fn catalog(&self) -> &Catalog {
        self.catalog.get_or_init(|| Catalog::new(&*self.provider))
    }

    fn stop(&self) {
        let provider = Arc::clone(&self.provider);
        tokio::spawn(async move {
            if let Err(panic) = guard::caught(provider.stop()).await {
                tracing::error!(summary = panic.summary, "cannot stop the provider");
            }
        });
    }
}

/// An answer that can say that the call failed.
trait Answer {
    fn failed(diagnostics: Diagnostics) -> Self;
}

/// Turns what became of a call of `method` into its answer.
async fn answer<R: Answer>(
    method: &str,
    call: impl Future<Output = Result<R, Diagnostics>> + Send,
) -> Result<Response<R>, Status> {
    let begin = Instant::now();
    let outcome = guard::caught(call).await.unwrap_or_else(|panic: Diagnostic| Err(panic.into()));
    let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
    tracing::debug!(method, milliseconds, failed = outcome.is_err(), "answered");
    Ok(Response::new(outcome.unwrap_or_else(R::failed)))
}

/// Serves each named method by the module of its name.
macro_rules! serve {
    ($($method:ident),+ $(,)?) => {
        #[tonic::async_trait]
        impl tfplugin6::provider_server::Provider for Service {
            $(async fn $method(
                &self,
                request: Request<tfplugin6::$method::Request>,
            ) -> Result<Response<tfplugin6::$method::Response>, Status> {
                answer(stringify!($method), rpc::$method::answer(&self.0, request.into_inner())).await
            })+
        }
    };
}

serve!(
    get_metadata,
    get_provider_schema,
    get_functions,
    get_resource_identity_schemas,
    validate_provider_config,
    configure_provider,
    stop_provider,
    validate_resource_config,
    upgrade_resource_state,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    import_resource_state,
    move_resource_state,
    validate_data_resource_config,
    read_data_source,
    validate_ephemeral_resource_config,
    open_ephemeral_resource,
    renew_ephemeral_resource,
    close_ephemeral_resource,
    call_function,
);
