//! The user asked to stop. The answer comes at once; what is being changed goes on to its end.

use openchoreo_proto::tfplugin6::stop_provider::{Request, Response};

use super::{Answer, Diagnostics, Shared};

impl Answer for Response {
    fn failed(diagnostics: Diagnostics) -> Self {
        let summaries = diagnostics.iter().map(|diagnostic| diagnostic.summary.as_str());
        Self { error: summaries.collect::<Vec<_>>().join("; ") }
    }
}

pub(in crate::server) async fn answer(shared: &Shared, _request: Request) -> Result<Response, Diagnostics> {
    shared.stop();
    Ok(Response::default())
}
