//! What a provider implements: the whole of the contract between this library and its user.
//!
//! Values are objects of the schema ([`Value::Map`] with every attribute), or [`Value::Null`] where a
//! resource does not exist. No type of the wire protocol occurs here.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    schema::Schema,
    value::Value,
};

/// A provider: its configuration and what it manages.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Schema of the `provider` block.
    fn schema(&self) -> Schema;

    /// Everything with a lifecycle. Called once per process.
    fn resources(&self) -> Vec<Arc<dyn Resource>>;

    /// Everything that is only read; by default nothing. Called once per process.
    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        Vec::new()
    }

    /// Checks the `provider` block by itself; by default anything that fits the schema is right. Unknown values are
    /// tolerated.
    async fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Takes the configuration. Does no I/O: start-up happens several times a command.
    async fn configure(&self, request: ConfigureRequest) -> Diagnostics;

    /// The user asked to stop. What is being applied goes on to its end; waits, of which there are none by default,
    /// end early.
    async fn stop(&self) {}
}

/// The configuration and the client that sends it.
#[derive(Clone, Debug)]
pub struct ConfigureRequest {
    /// The `provider` block, unknowns included.
    pub config: Value,
    /// Version of Terraform or OpenTofu, such as `1.11.4`.
    pub terraform_version: String,
    /// What the client can do.
    pub client: ClientCapabilities,
}

/// What the calling Terraform can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientCapabilities {
    /// Write-only attributes may hold values (Terraform and OpenTofu 1.11).
    pub write_only_attributes: bool,
    /// A resource may be deferred.
    pub deferral: bool,
}

/// A resource with a lifecycle.
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// Full type name, such as `openchoreo_component`.
    fn type_name(&self) -> &str;

    /// Its schema; called once per process and kept.
    fn schema(&self) -> Schema;

    /// Checks a configuration by itself, offline; by default anything that fits the schema is right. Unknown values
    /// are tolerated.
    async fn validate(&self, _request: ValidateRequest) -> Diagnostics {
        Diagnostics::new()
    }

    /// Brings a state object that an older schema version wrote to the current version.
    /// `state` is the JSON of the old state. Not called for the current version.
    ///
    /// # Errors
    /// Diagnostics that say why the state cannot be used; by default that of every older version.
    async fn upgrade(&self, version: i64, _state: serde_json::Value) -> Result<serde_json::Value, Diagnostics> {
        let name = self.type_name();
        Err(Diagnostic::error(
            "The stored state is too old",
            format!(
                "{name} cannot use a state of version {version} of its schema. Remove it from the state and import it."
            ),
        )
        .into())
    }

    /// Reads the live object. [`Value::Null`] in the answer means that it is gone.
    async fn read(&self, request: ReadRequest) -> ReadResponse;

    /// Plans a create, update or replace. Destroys are planned by calling it with a null `proposed`.
    async fn plan(&self, request: PlanRequest) -> PlanResponse;

    /// Carries a plan out. On an error the answer still holds the state reached.
    async fn apply(&self, request: ApplyRequest) -> ApplyResponse;

    /// Finds the object that an import id names; the state it answers is then read. By default nothing can be imported.
    async fn import(&self, _id: &str) -> ImportResponse {
        let detail = format!("{} has no import.", self.type_name());
        let diagnostics = Diagnostic::error("The resource cannot be imported", detail).into();
        ImportResponse { state: Value::Null, private: Vec::new(), diagnostics }
    }
}

/// Something that is only read.
#[async_trait]
pub trait DataSource: Send + Sync + 'static {
    /// Full type name, such as `openchoreo_component`.
    fn type_name(&self) -> &str;

    /// Its schema; called once per process and kept.
    fn schema(&self) -> Schema;

    /// Checks a configuration by itself, offline; by default anything that fits the schema is right. Unknown values
    /// are tolerated.
    async fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Reads it.
    async fn read(&self, config: Value) -> (Value, Diagnostics);
}

/// A configuration to check.
#[derive(Clone, Debug)]
pub struct ValidateRequest {
    /// The configuration, unknowns included.
    pub config: Value,
    /// What the client can do.
    pub client: ClientCapabilities,
}

/// A state to refresh.
#[derive(Clone, Debug)]
pub struct ReadRequest {
    /// The state as stored.
    pub state: Value,
    /// The provider's private bytes stored with it.
    pub private: Vec<u8>,
}

/// A refreshed state.
#[derive(Clone, Debug)]
pub struct ReadResponse {
    /// The state, [`Value::Null`] where the object is gone.
    pub state: Value,
    /// Private bytes to store.
    pub private: Vec<u8>,
    /// What to tell the user. With an error among them the stored state stays as it was.
    pub diagnostics: Diagnostics,
}

/// What to plan.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    /// The configuration; [`Value::Null`] on destroy. Write-only values are here and nowhere else.
    pub config: Value,
    /// The state before; [`Value::Null`] on create.
    pub prior: Value,
    /// The configuration completed by the schema's rules: defaults for unset attributes that have one, prior
    /// values for other computed ones, unknown where there is no prior. [`Value::Null`] on destroy.
    pub proposed: Value,
    /// Private bytes of the prior state.
    pub private: Vec<u8>,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct PlanResponse {
    /// What the state will be.
    pub planned: Value,
    /// Changes that force a replacement, beyond those that the schema marks.
    pub requires_replace: Vec<AttributePath>,
    /// Private bytes handed to apply.
    pub private: Vec<u8>,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
}

/// What to apply. `prior` null: create. `planned` null: destroy.
#[derive(Clone, Debug)]
pub struct ApplyRequest {
    /// The configuration, wholly known; [`Value::Null`] on destroy.
    pub config: Value,
    /// The state before.
    pub prior: Value,
    /// The planned state.
    pub planned: Value,
    /// Private bytes from the plan.
    pub private: Vec<u8>,
}

/// What was reached.
#[derive(Clone, Debug)]
pub struct ApplyResponse {
    /// The state reached, [`Value::Null`] where nothing exists.
    pub state: Value,
    /// Private bytes to store.
    pub private: Vec<u8>,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
}

/// What an import found.
#[derive(Clone, Debug)]
pub struct ImportResponse {
    /// A state with at least what identifies the object.
    pub state: Value,
    /// Private bytes to store.
    pub private: Vec<u8>,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
}
