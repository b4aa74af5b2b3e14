//! A fake provider with one resource and one data source, each of whose operations a test may replace.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use futures::{FutureExt, future::BoxFuture};
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    provider::{
        ApplyRequest, ApplyResponse, ConfigureRequest, DataSource, ImportResponse, PlanRequest, PlanResponse, Provider,
        ReadRequest, ReadResponse, Resource, ValidateRequest,
    },
    schema::{Attribute, AttributeKind, Block, Nesting, Schema},
    value::{Type, Value},
};
use serde_json::Value as Json;

/// Name of the resource and of the data source.
pub(crate) const NAME: &str = "fake_thing";

type Operation<Q, R> = Box<dyn Fn(Q) -> R + Send + Sync>;

/// A resource that does as it is told unless a test replaces an operation.
pub(crate) struct Fake {
    pub(crate) schema: Schema,
    pub(crate) validate: Operation<ValidateRequest, Diagnostics>,
    pub(crate) upgrade: Operation<(i64, Json), Result<Json, Diagnostics>>,
    pub(crate) read: Operation<ReadRequest, ReadResponse>,
    pub(crate) plan: Operation<PlanRequest, PlanResponse>,
    pub(crate) apply: Operation<ApplyRequest, BoxFuture<'static, ApplyResponse>>,
    pub(crate) import: Operation<String, ImportResponse>,
    pub(crate) configured: Operation<ConfigureRequest, Diagnostics>,
    pub(crate) stopped: Operation<(), ()>,
    pub(crate) schemas_computed: Arc<AtomicUsize>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            schema: schema(),
            validate: Box::new(|_| Diagnostics::new()),
            upgrade: Box::new(|(_, state)| Ok(state)),
            read: Box::new(|request| ReadResponse {
                state: request.state,
                private: request.private,
                diagnostics: Diagnostics::new(),
            }),
            plan: Box::new(|request| planned(request.proposed)),
            apply: Box::new(|request| async move { applied(with_id(request.planned)) }.boxed()),
            import: Box::new(|id| ImportResponse {
                state: thing(&[("id", id.as_str().into()), ("name", id.as_str().into())]),
                private: Vec::new(),
                diagnostics: Diagnostics::new(),
            }),
            configured: Box::new(|_| Diagnostics::new()),
            stopped: Box::new(|()| ()),
            schemas_computed: Arc::default(),
        }
    }
}

/// A computed id, a name that forces replacement, a size with a default, a secret that is not stored and objects
/// with a secret each.
pub(crate) fn schema() -> Schema {
    let token = Attribute::optional(Type::String).write_only();
    let part = AttributeKind::Nested {
        nesting: Nesting::Map,
        attributes: [("port".into(), Attribute::required(Type::Number)), ("token_wo".into(), token.clone())].into(),
    };
    Schema::new("A *thing*.")
        .version(2)
        .attribute("id", Attribute::computed(Type::String))
        .attribute("name", Attribute::required(Type::String).requires_replace().describe("Its `name`."))
        .attribute("size", Attribute::optional(Type::Number).default(1))
        .attribute("colour", Attribute::optional(Type::String).deprecated("Use paint.").sensitive())
        .attribute("token_wo", token)
        .attribute("parts", Attribute::optional(part))
}

/// A block that a schema may have.
pub(crate) fn block(nesting: Nesting) -> Block {
    let schema = Schema::new("").attribute("text", Attribute::optional(Type::String));
    Block { nesting, schema, min_items: 0, max_items: 0 }
}

/// An object of the fake's schema; what is not named is null.
pub(crate) fn thing(attributes: &[(&str, Value)]) -> Value {
    let mut all: std::collections::BTreeMap<String, Value> =
        schema().attributes.keys().map(|name| (name.clone(), Value::Null)).collect();
    all.extend(attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Map(all)
}

pub(crate) fn planned(planned: Value) -> PlanResponse {
    PlanResponse { planned, requires_replace: Vec::new(), private: Vec::new(), diagnostics: Diagnostics::new() }
}

pub(crate) fn applied(state: Value) -> ApplyResponse {
    ApplyResponse { state, private: Vec::new(), diagnostics: Diagnostics::new() }
}

fn with_id(mut state: Value) -> Value {
    if let Value::Map(attributes) = &mut state {
        attributes.insert("id".into(), "made".into());
    }
    state
}

/// The provider around the fake.
pub(crate) struct FakeProvider(pub(crate) Arc<Fake>);

#[async_trait]
impl Provider for FakeProvider {
    fn schema(&self) -> Schema {
        Schema::new("A fake.").attribute("host", Attribute::optional(Type::String))
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        vec![Arc::clone(&self.0) as Arc<dyn Resource>]
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        vec![Arc::clone(&self.0) as Arc<dyn DataSource>]
    }

    async fn configure(&self, request: ConfigureRequest) -> Diagnostics {
        (self.0.configured)(request)
    }

    async fn stop(&self) {
        (self.0.stopped)(());
    }
}

#[async_trait]
impl Resource for Fake {
    fn type_name(&self) -> &str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.schemas_computed.fetch_add(1, Ordering::Relaxed);
        self.schema.clone()
    }

    async fn validate(&self, request: ValidateRequest) -> Diagnostics {
        (self.validate)(request)
    }

    async fn upgrade(&self, version: i64, state: Json) -> Result<Json, Diagnostics> {
        (self.upgrade)((version, state))
    }

    async fn read(&self, request: ReadRequest) -> ReadResponse {
        (self.read)(request)
    }

    async fn plan(&self, request: PlanRequest) -> PlanResponse {
        (self.plan)(request)
    }

    async fn apply(&self, request: ApplyRequest) -> ApplyResponse {
        (self.apply)(request).await
    }

    async fn import(&self, id: &str) -> ImportResponse {
        (self.import)(id.to_owned())
    }
}

#[async_trait]
impl DataSource for Fake {
    fn type_name(&self) -> &str {
        NAME
    }

    fn schema(&self) -> Schema {
        Schema::new("A thing.")
            .attribute("name", Attribute::required(Type::String))
            .attribute("size", Attribute::computed(Type::Number))
    }

    async fn read(&self, mut config: Value) -> (Value, Diagnostics) {
        if let Value::Map(attributes) = &mut config {
            attributes.insert("size".into(), 7.into());
        }
        (config, Diagnostics::new())
    }
}
