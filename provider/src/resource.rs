//! One resource for all kinds.

mod check;
mod create;
mod credentials;
mod delete;
mod plan;
mod put;
mod read;
pub(crate) mod schema;
mod timeouts;
mod update;
mod upgrade;
mod validate;

use std::sync::Arc;

use async_trait::async_trait;
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    provider::{
        ApplyRequest, ApplyResponse, ImportResponse, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource,
        ValidateRequest,
    },
    schema::Schema,
    value::Value,
};

use crate::{
    identity::Identity,
    model::{LazyModel, Model},
    private::Private,
    session::Session,
};

/// A resource of a kind.
pub struct KubernetesResource {
    model: LazyModel,
    session: Arc<Session>,
}

impl KubernetesResource {
    pub(crate) fn new(model: LazyModel, session: Arc<Session>) -> Self {
        Self { model, session }
    }

    fn model(&self) -> &Model {
        self.model.get()
    }
}

#[async_trait]
impl Resource for KubernetesResource {
    fn type_name(&self) -> &str {
        self.model.kind().type_name
    }

    fn schema(&self) -> Schema {
        self.model().schema.clone()
    }

    async fn validate(&self, request: ValidateRequest) -> Diagnostics {
        validate::validate(self.model(), &request.config)
    }

    async fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, Diagnostics> {
        upgrade::upgrade(self.type_name(), version, state)
    }

    async fn read(&self, request: ReadRequest) -> ReadResponse {
        match read::read(self.model(), &self.session.configured(), &request).await {
            Ok((state, private)) => ReadResponse { state, private, diagnostics: Diagnostics::new() },
            Err(diagnostics) => ReadResponse { state: request.state, private: request.private, diagnostics },
        }
    }

    async fn plan(&self, request: PlanRequest) -> PlanResponse {
        let configured = self.session.configured();
        let model = self.model();
        let (planned, mut diagnostics) = plan::plan(model, &request);
        if !diagnostics.has_error() {
            diagnostics.extend(check::check(model, &configured, &request, &planned).await);
        }
        PlanResponse { planned, requires_replace: Vec::new(), private: request.private, diagnostics }
    }

    async fn apply(&self, request: ApplyRequest) -> ApplyResponse {
        let operation = match (request.prior.is_null(), request.planned.is_null()) {
            (_, true) => timeouts::Operation::Delete,
            (true, false) => timeouts::Operation::Create,
            (false, false) => timeouts::Operation::Update,
        };
        let settings = if request.planned.is_null() { &request.prior } else { &request.planned };
        let limits = self.session.limits(timeouts::timeout(settings, operation));
        let configured = self.session.configured();
        let outcome = match operation {
            timeouts::Operation::Create | timeouts::Operation::Update => {
                put::put(self.model(), &configured, &request, limits).await
            }
            timeouts::Operation::Delete => delete::delete(self.model(), &configured, &request, limits).await,
        };
        outcome.unwrap_or_else(|diagnostics| ApplyResponse {
            state: request.prior,
            private: request.private,
            diagnostics,
        })
    }

    async fn import(&self, id: &str) -> ImportResponse {
        match Identity::parse(self.model.kind(), id) {
            Ok(identity) => {
                let mut state = self.model().empty();
                if let Value::Map(entries) = &mut state {
                    entries.extend(identity.attributes().into_iter().map(|(name, value)| (name.to_owned(), value)));
                }
                let private = Private { uid: None, imported: true }.write();
                ImportResponse { state, private, diagnostics: Diagnostics::new() }
            }
            Err(diagnostics) => ImportResponse { state: Value::Null, private: Vec::new(), diagnostics },
        }
    }
}
