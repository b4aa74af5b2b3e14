//! The `provider` block.

mod environment;
mod schema;
mod source;
mod validate;

use openchoreo_apply::control_plane::Exec;
use openchoreo_tfplugin::value::Value;

pub use schema::schema;
pub(crate) use validate::validate;

use crate::session::{Connection, Options};

/// What a `provider` block and the environment say about the connection.
pub(crate) fn connection(config: &Value, terraform: &str, variable: impl Fn(&str) -> Option<String>) -> Connection {
    let unknown = unknown(config);
    if !unknown.is_empty() {
        return Connection::Unknown(unknown);
    }
    match source::settings(config, variable) {
        Ok(mut settings) => {
            settings.user_agent =
                format!("terraform-provider-openchoreo/{} Terraform/{terraform}", env!("CARGO_PKG_VERSION"));
            Connection::Settings(Box::new(settings))
        }
        Err(diagnostics) => Connection::Invalid(diagnostics),
    }
}

/// How objects are applied, by the `provider` block.
pub(crate) fn options(config: &Value) -> Options {
    let flag = |name| config.get(name).and_then(Value::as_bool).unwrap_or_default();
    let field_manager = config.get("field_manager").and_then(Value::as_str).map(str::to_owned);
    Options {
        field_manager: field_manager.unwrap_or_else(|| Options::default().field_manager),
        force_conflicts: flag("force_conflicts"),
        adopt_existing: flag("adopt_existing"),
        wait_for_rollout: flag("wait_for_rollout"),
    }
}

fn unknown(config: &Value) -> Vec<String> {
    let entries = config.as_map().into_iter().flatten();
    entries.filter(|(_, value)| !value.is_wholly_known()).map(|(name, _)| name.clone()).collect()
}

fn text(config: &Value, name: &str) -> Option<String> {
    config.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn exec(config: &Value) -> Option<Exec> {
    let exec = config.get("exec").filter(|exec| exec.as_map().is_some())?;
    let args = exec.get("args").and_then(Value::as_list).unwrap_or_default();
    let env = exec.get("env").and_then(Value::as_map).into_iter().flatten();
    Some(Exec {
        api_version: text(exec, "api_version").unwrap_or_default(),
        command: text(exec, "command").unwrap_or_default(),
        args: args.iter().filter_map(|arg| arg.as_str().map(str::to_owned)).collect(),
        env: env.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
    })
}
