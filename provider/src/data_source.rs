//! One data source for all kinds.

use std::sync::Arc;

use async_trait::async_trait;
use openchoreo_api::condition::READY;
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    provider::DataSource,
    schema::Schema,
    value::Value,
};

use crate::{
    conditions,
    explain::Subject,
    identity::Identity,
    model::LazyModel,
    object::{self, Scope},
    resource,
    session::Session,
};

/// A data source of a kind.
pub(crate) struct KubernetesDataSource {
    model: LazyModel,
    session: Arc<Session>,
}

impl KubernetesDataSource {
    pub(crate) fn new(model: LazyModel, session: Arc<Session>) -> Self {
        Self { model, session }
    }

    async fn find(&self, config: &Value) -> Result<Value, Diagnostics> {
        let model = self.model.get();
        let identity = Identity::of(model.kind, config).ok_or_else(|| {
            Diagnostic::error("The name is not known", "name and organization must be known to be read.")
        })?;
        let configured = self.session.configured();
        let live = configured.live().await?;
        let subject = Subject { model, identity: &identity, host: live.control_plane.host(), sent: None };
        let found = live.snapshots.get(&identity.target(model), &configured.read_limits()).await;
        let object = found.map_err(|error| subject.explain("read", &error))?.ok_or_else(|| {
            let detail = format!("{} has none of this name. Check name and organization.", live.control_plane.host());
            Diagnostic::error(format!("There is no {}", subject.name()), detail).at(AttributePath::root("name"))
        })?;
        let mut state = object::state(model, &identity, &object, &Value::Null, Scope::Everything);
        if let Value::Map(entries) = &mut state {
            let schema = self.schema();
            entries.retain(|name, _| schema.attributes.contains_key(name));
            let ready = conditions::current_of(&object, READY).is_some_and(|ready| ready.status == "True");
            entries.insert("ready".into(), ready.into());
            entries.insert("conditions".into(), conditions_value(&object));
        }
        Ok(state)
    }
}

fn conditions_value(object: &kube::core::DynamicObject) -> Value {
    Value::list(conditions::of(object).into_iter().map(|condition| {
        Value::object(
            [
                ("type", condition.type_),
                ("status", condition.status),
                ("reason", condition.reason),
                ("message", condition.message),
            ]
            .map(|(name, text)| (name, Value::from(text))),
        )
    }))
}

#[async_trait]
impl DataSource for KubernetesDataSource {
    fn type_name(&self) -> &str {
        self.model.kind().type_name
    }

    fn schema(&self) -> Schema {
        let model = self.model.get();
        resource::schema::data_source(model.kind, &model.schema.description, &model.mapping)
    }

    async fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    async fn read(&self, config: Value) -> (Value, Diagnostics) {
        match self.find(&config).await {
            Ok(state) => (state, Diagnostics::new()),
            Err(diagnostics) => (config, diagnostics),
        }
    }
}
