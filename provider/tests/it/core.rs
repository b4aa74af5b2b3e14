//! The part of Terraform core that drives a provider: validate, refresh, plan, apply, with core's rules checked.

use std::{collections::BTreeMap, sync::Arc};

use openchoreo_provider::OpenChoreo;
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    plan,
    provider::{
        ApplyRequest, ClientCapabilities, ConfigureRequest, PlanRequest, PlanResponse, Provider, ReadRequest, Resource,
        ValidateRequest,
    },
    schema::{Block, Schema},
    value::Value,
};
use serde_json::Value as Json;

pub(crate) struct Core {
    pub(crate) provider: OpenChoreo,
    resources: BTreeMap<String, Arc<dyn Resource>>,
}

/// A resource in the state.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) type_name: &'static str,
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
}

impl Core {
    pub(crate) async fn new(provider: OpenChoreo, attributes: Json) -> Self {
        let resources =
            provider.resources().into_iter().map(|resource| (resource.type_name().to_owned(), resource)).collect();
        let core = Self { provider, resources };
        core.configure(attributes).await;
        core
    }

    pub(crate) async fn configure(&self, attributes: Json) {
        let config = complete(&self.provider.schema(), value(&attributes));
        let client = ClientCapabilities { write_only_attributes: true, deferral: false };
        let request = ConfigureRequest { config, terraform_version: "1.11.4".into(), client };
        let diagnostics = self.provider.configure(request).await;
        assert!(!diagnostics.has_error(), "{diagnostics}");
    }

    pub(crate) fn resource(&self, type_name: &str) -> &Arc<dyn Resource> {
        &self.resources[type_name]
    }

    pub(crate) fn config(&self, type_name: &str, attributes: &Json) -> Value {
        complete(&self.resource(type_name).schema(), value(attributes))
    }

    pub(crate) async fn validate(&self, type_name: &str, attributes: Json) -> Diagnostics {
        let config = self.config(type_name, &attributes);
        let client = ClientCapabilities { write_only_attributes: true, deferral: false };
        self.resource(type_name).validate(ValidateRequest { config, client }).await
    }

    /// Plans the configuration against a state; `None` is a create.
    pub(crate) async fn plan(
        &self,
        type_name: &str,
        before: Option<&Instance>,
        config: &Value,
    ) -> (PlanResponse, Vec<String>) {
        let resource = self.resource(type_name);
        let schema = resource.schema();
        let prior = before.map_or(Value::Null, |instance| instance.state.clone());
        let proposed = if config.is_null() { Value::Null } else { plan::propose(&schema, config, &prior) };
        let private = before.map(|instance| instance.private.clone()).unwrap_or_default();
        let request = PlanRequest { config: config.clone(), prior: prior.clone(), proposed, private };
        let response = resource.plan(request).await;
        let replace = plan::requires_replace(&schema, &prior, &response.planned);
        (response, replace.into_iter().map(|path| path.to_string()).collect())
    }

    /// Plans and applies.
    pub(crate) async fn apply(
        &self,
        type_name: &'static str,
        before: Option<&Instance>,
        attributes: Json,
    ) -> (Option<Instance>, Diagnostics) {
        let config = if attributes.is_null() { Value::Null } else { self.config(type_name, &attributes) };
        let (planned, _) = self.plan(type_name, before, &config).await;
        if planned.diagnostics.has_error() {
            return (before.cloned(), planned.diagnostics);
        }
        let prior = before.map_or(Value::Null, |instance| instance.state.clone());
        let request = ApplyRequest { config, prior, planned: planned.planned.clone(), private: planned.private };
        let response = self.resource(type_name).apply(request).await;
        if !response.diagnostics.has_error() {
            agrees(&planned.planned, &response.state, "");
            assert!(response.state.is_wholly_known(), "unknown in {:?}", response.state);
        }
        let instance = (!response.state.is_null()).then_some(Instance {
            type_name,
            state: response.state,
            private: response.private,
        });
        (instance, response.diagnostics)
    }

    /// Creates something that causes no message, and checks that the plan after it is empty.
    pub(crate) async fn create(&self, type_name: &'static str, attributes: Json) -> Instance {
        let (instance, diagnostics) = self.apply(type_name, None, attributes.clone()).await;
        assert!(diagnostics.is_empty(), "{diagnostics}");
        let instance = instance.expect("it exists");
        self.assert_no_changes(&instance, attributes).await;
        instance
    }

    /// Changes something without any error, and checks that the plan after it is empty.
    pub(crate) async fn update(&self, before: &Instance, attributes: Json) -> (Instance, Diagnostics) {
        let (instance, diagnostics) = self.apply(before.type_name, Some(before), attributes.clone()).await;
        assert!(!diagnostics.has_error(), "{diagnostics}");
        let instance = instance.expect("it exists");
        self.assert_no_changes(&instance, attributes).await;
        (instance, diagnostics)
    }

    /// The plan is empty, refreshed and not refreshed.
    pub(crate) async fn assert_no_changes(&self, instance: &Instance, attributes: Json) {
        let config = self.config(instance.type_name, &attributes);
        let refreshed = self.refresh(instance).await.expect("it is there");
        for instance in [instance, &refreshed] {
            let (plan, replace) = self.plan(instance.type_name, Some(instance), &config).await;
            assert_eq!(plan.planned, instance.state);
            assert!(plan.diagnostics.is_empty() && replace.is_empty(), "{}", plan.diagnostics);
        }
    }

    pub(crate) async fn try_refresh(&self, instance: &Instance) -> Result<Option<Instance>, Diagnostics> {
        let request = ReadRequest { state: instance.state.clone(), private: instance.private.clone() };
        let response = self.resource(instance.type_name).read(request).await;
        if response.diagnostics.has_error() {
            return Err(response.diagnostics);
        }
        let refreshed = Instance { state: response.state, private: response.private, ..instance.clone() };
        Ok((!refreshed.state.is_null()).then_some(refreshed))
    }

    pub(crate) async fn refresh(&self, instance: &Instance) -> Option<Instance> {
        self.try_refresh(instance).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn destroy(&self, instance: &Instance) -> (Option<Instance>, Diagnostics) {
        self.apply(instance.type_name, Some(instance), Json::Null).await
    }

    pub(crate) async fn import(&self, type_name: &'static str, id: &str) -> Result<Option<Instance>, Diagnostics> {
        let response = self.resource(type_name).import(id).await;
        if response.diagnostics.has_error() {
            return Err(response.diagnostics);
        }
        self.try_refresh(&Instance { type_name, state: response.state, private: response.private }).await
    }
}

/// Core's rule for the state after an apply: what was known in the plan is as planned.
fn agrees(planned: &Value, state: &Value, path: &str) {
    match (planned, state) {
        (Value::Unknown(_), _) => {}
        (Value::Map(planned), Value::Map(state)) => {
            assert_eq!(planned.keys().collect::<Vec<_>>(), state.keys().collect::<Vec<_>>(), "{path}");
            planned.iter().for_each(|(name, value)| agrees(value, &state[name], &format!("{path}.{name}")));
        }
        (planned, state) => assert_eq!(planned, state, "{path}"),
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_i64().expect("an integer").into(),
        Json::String(text) if text == "(unknown)" => Value::unknown(),
        Json::String(text) => text.as_str().into(),
        Json::Array(elements) => Value::List(elements.iter().map(value).collect()),
        Json::Object(entries) => Value::object(entries.iter().map(|(name, json)| (name.clone(), value(json)))),
    }
}

/// A configuration with every attribute of the schema.
fn complete(schema: &Schema, config: Value) -> Value {
    let unknown = config.as_map().into_iter().flatten().map(|(name, _)| name);
    let unknown: Vec<_> =
        unknown.filter(|name| !schema.attributes.contains_key(*name) && !schema.blocks.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "the schema has no {unknown:?}");
    let attributes = schema.attributes.iter().map(|(name, attribute)| {
        (name.clone(), fill(&attribute.kind, config.get(name).cloned().unwrap_or(Value::Null)))
    });
    let blocks = schema
        .blocks
        .iter()
        .map(|(name, block)| (name.clone(), complete_block(block, config.get(name).cloned().unwrap_or(Value::Null))));
    Value::Map(attributes.chain(blocks).collect())
}

fn complete_block(block: &Block, config: Value) -> Value {
    if config.is_null() { config } else { complete(&block.schema, config) }
}

fn fill(kind: &openchoreo_tfplugin::schema::AttributeKind, config: Value) -> Value {
    use openchoreo_tfplugin::schema::{AttributeKind, Nesting};
    let AttributeKind::Nested { nesting, attributes } = kind else { return config };
    let object = |value: Value| match value {
        Value::Map(mut entries) => Value::object(attributes.iter().map(|(name, attribute)| {
            (name.clone(), fill(&attribute.kind, entries.remove(name).unwrap_or(Value::Null)))
        })),
        other => other,
    };
    match (nesting, config) {
        (Nesting::Single, value) => object(value),
        (Nesting::Map, Value::Map(entries)) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key, object(value))).collect())
        }
        (_, Value::List(elements)) => Value::List(elements.into_iter().map(object).collect()),
        (_, other) => other,
    }
}
