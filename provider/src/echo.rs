//! What components are measured against: the same schema, and no API.

use async_trait::async_trait;
use openchoreo_tfplugin::{
    diagnostic::Diagnostics,
    provider::{ApplyRequest, ApplyResponse, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource},
    schema::Schema,
    value::Value,
};

use crate::model::LazyModel;

/// A resource with the schema of a kind that keeps what it is told.
pub(crate) struct Echo {
    type_name: String,
    model: LazyModel,
}

impl Echo {
    /// The echo of a kind, `_echo` after its type name.
    pub(crate) fn of(model: &LazyModel) -> Self {
        Self { type_name: format!("{}_echo", model.kind().type_name), model: model.clone() }
    }
}

#[async_trait]
impl Resource for Echo {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn schema(&self) -> Schema {
        self.model.get().schema.clone()
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
        if let Value::Map(attributes) = &mut state {
            let unknown = attributes.values_mut().filter(|value| !value.is_wholly_known());
            unknown.for_each(|value| *value = Value::Null);
        }
        ApplyResponse { state, private: request.private, diagnostics: Diagnostics::new() }
    }
}

#[cfg(test)]
mod tests {
    use openchoreo_tfplugin::provider::Provider;

    use crate::OpenChoreo;

    #[test]
    fn the_echo_has_the_schema_of_a_component() {
        let resources = OpenChoreo::new().resources();
        let schema = |name| resources.iter().find(|resource| resource.type_name() == name).map(|found| found.schema());
        assert!(schema("openchoreo_component").is_some());
        assert_eq!(schema("openchoreo_component"), schema("openchoreo_component_echo"));
    }
}
