//! A provider of this library has no functions.

use openchoreo_proto::tfplugin6::{
    FunctionError,
    call_function::{Request, Response},
};

use super::{Answer, Diagnostic, Diagnostics, Shared};

impl Answer for Response {
    fn failed(diagnostics: Diagnostics) -> Self {
        let messages = diagnostics.iter().map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail));
        let text = messages.collect::<Vec<_>>().join("\n");
        Self { result: None, error: Some(FunctionError { text, function_argument: None }) }
    }
}

pub(in crate::server) async fn answer(_shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    Err(Diagnostic::error("Unknown function", format!("This provider has no function {:?}.", request.name)).into())
}
