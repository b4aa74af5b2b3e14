//! A provider with one resource that keeps what it is told and calls nobody: the least that a provider can do, which
//! makes it the floor that others are measured against.

use std::{process::ExitCode, sync::Arc};

use async_trait::async_trait;
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    plugin,
    provider::{
        ApplyRequest, ApplyResponse, ConfigureRequest, ImportResponse, PlanRequest, PlanResponse, Provider,
        ReadRequest, ReadResponse, Resource,
    },
    schema::{Attribute, Schema},
    value::{Type, Value},
};

fn main() -> ExitCode {
    plugin::main("registry.terraform.io/openchoreo/echo", env!("CARGO_PKG_VERSION"), || Echo)
}

struct Echo;

#[async_trait]
impl Provider for Echo {
    fn schema(&self) -> Schema {
        Schema::new("A provider that calls nobody.")
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        vec![Arc::new(Note)]
    }

    async fn configure(&self, _request: ConfigureRequest) -> Diagnostics {
        Diagnostics::new()
    }
}

/// Keeps a text under a name.
struct Note;

#[async_trait]
impl Resource for Note {
    fn type_name(&self) -> &str {
        "echo_note"
    }

    fn schema(&self) -> Schema {
        Schema::new("A text under a name.")
            .attribute("id", Attribute::computed(Type::String).describe("The name again."))
            .attribute("name", Attribute::required(Type::String).requires_replace().describe("A name."))
            .attribute("text", Attribute::optional(Type::String).default("").describe("A text."))
            .attribute("secret_wo", Attribute::optional(Type::String).write_only().describe("Goes nowhere."))
    }

    async fn read(&self, request: ReadRequest) -> ReadResponse {
        ReadResponse { state: request.state, private: request.private, diagnostics: Diagnostics::new() }
    }

    async fn plan(&self, request: PlanRequest) -> PlanResponse {
        PlanResponse {
            planned: request.proposed,
            requires_replace: Vec::new(),
            private: request.private,
            diagnostics: Diagnostics::new(),
        }
    }

    async fn apply(&self, request: ApplyRequest) -> ApplyResponse {
        let mut state = request.planned;
        if let Value::Map(attributes) = &mut state
            && let Some(name) = attributes.get("name").cloned()
        {
            attributes.insert("id".into(), name);
        }
        ApplyResponse { state, private: request.private, diagnostics: Diagnostics::new() }
    }

    async fn import(&self, id: &str) -> ImportResponse {
        let entry = |name: &str, value: Value| (name.to_owned(), value);
        let state = Value::object([
            entry("id", id.into()),
            entry("name", id.into()),
            entry("text", "".into()),
            entry("secret_wo", Value::Null),
        ]);
        ImportResponse { state, private: Vec::new(), diagnostics: Diagnostics::new() }
    }
}
