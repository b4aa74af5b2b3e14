//! Refreshing a state.

use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::ReadRequest,
    value::Value,
};

use crate::{
    explain::Subject,
    identity::Identity,
    model::Model,
    object::{self, Scope},
    private::Private,
    session::Configured,
};

/// The state and private bytes of the live object; null where it is gone or on its way out.
pub(super) async fn read(
    model: &Model,
    configured: &Configured,
    request: &ReadRequest,
) -> Result<(Value, Vec<u8>), Diagnostics> {
    let identity = Identity::of(model.kind, &request.state).ok_or_else(|| {
        Diagnostic::error(
            "The state names no object",
            "name and organization are missing from the state: import the object again.",
        )
    })?;
    let live = configured.live().await?;
    let subject = Subject { model, identity: &identity, host: live.control_plane.host(), sent: None };
    let found = live.snapshots.get(&identity.target(model), &configured.read_limits()).await;
    let Some(object) = found.map_err(|error| subject.explain("read", &error))? else {
        return Ok((Value::Null, Vec::new()));
    };
    if object.metadata.deletion_timestamp.is_some() {
        tracing::info!(object = subject.name(), "the object is being deleted");
        return Ok((Value::Null, Vec::new()));
    }
    configured.note(noted(model, &identity));
    let scope = if Private::read(&request.private).imported { Scope::Everything } else { Scope::Ours };
    let state = object::state(model, &identity, &object, &request.state, scope);
    Ok((state, Private::of(&object).write()))
}

/// Under which name the session knows an object.
pub(super) fn noted(model: &Model, identity: &Identity) -> String {
    format!("{} {}", model.kind.type_name, identity.id())
}
