//! Deleting objects.

use kube::core::DynamicObject;
use openchoreo_apply::control_plane::{Error, Limits, Verdict, WaitError};
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::{ApplyRequest, ApplyResponse},
    value::Value,
};

use super::credentials;
use crate::{
    explain::Subject,
    identity::Identity,
    model::Model,
    private::Private,
    session::{Configured, Live},
};

/// Deletes an object and waits until it is gone.
///
/// # Errors
/// Where it is still there, or may be.
pub(super) async fn delete(
    model: &Model,
    configured: &Configured,
    request: &ApplyRequest,
    limits: Limits,
) -> Result<ApplyResponse, Diagnostics> {
    let gone = |diagnostics| ApplyResponse { state: Value::Null, private: Vec::new(), diagnostics };
    let Some(identity) = Identity::of(model.kind, &request.prior) else { return Ok(gone(Diagnostics::new())) };
    let live = configured.live().await?;
    let subject = Subject { model, identity: &identity, host: live.control_plane.host(), sent: None };
    let uid = Private::read(&request.private).uid;
    let target = identity.target(model);
    let deleted = live.control_plane.delete(&target, uid.as_deref(), limits.deadline).await;
    live.snapshots.invalidate();
    deleted.map_err(|error| explain(&subject, &error))?;
    wait(&subject, live, uid, limits.clone()).await?;
    live.snapshots.invalidate();
    let unused = credentials::secrets(model.kind, &request.prior);
    Ok(gone(credentials::remove(live, configured, &identity, unused, limits.deadline).await))
}

fn explain(subject: &Subject<'_>, error: &Error) -> Diagnostics {
    match error {
        // Only the precondition on the UID conflicts with a deletion.
        Error::Refused(status) if status.code == 409 => Diagnostic::error(
            format!("{} was created again by somebody else", subject.name()),
            "The object in the state is gone, and another one has its name. It is not deleted: run `terraform apply \
             -refresh-only` to look at it, or `terraform state rm` to leave it alone.",
        )
        .into(),
        error => subject.explain("delete", error),
    }
}

async fn wait(subject: &Subject<'_>, live: &Live, uid: Option<String>, limits: Limits) -> Result<(), Diagnostics> {
    let target = subject.identity.target(subject.model);
    let first = match live.control_plane.get(&target, limits.deadline).await {
        Ok(object) => object,
        Err(Error::TypeNotFound) => None,
        Err(error) => return Err(subject.explain("delete", &error)),
    };
    let judge = |object: Option<&DynamicObject>| match object {
        Some(object) if uid.is_none() || object.metadata.uid == uid => Verdict::Pending(held(object)),
        _ => Verdict::Done,
    };
    match live.control_plane.wait(&target, first, limits, judge).await {
        Ok(_) | Err(WaitError::Request(Error::TypeNotFound)) => Ok(()),
        Err(error) => Err(not_gone(subject, &error)),
    }
}

fn held(object: &DynamicObject) -> String {
    match object.metadata.finalizers.as_deref() {
        None | Some([]) => "the object is still there".to_owned(),
        Some(finalizers) => format!(
            "the finalizers {} are still on it; the controllers that set them remove them when their work is done",
            finalizers.join(", ")
        ),
    }
}

fn not_gone(subject: &Subject<'_>, error: &WaitError) -> Diagnostics {
    let name = subject.name();
    let summary = match error {
        WaitError::Interrupted(_) => format!("Waiting for the deletion of {name} was interrupted"),
        _ => format!("{name} is not gone yet"),
    };
    Diagnostic::error(summary, format!("{error}. The deletion goes on; the next plan looks again.")).into()
}
