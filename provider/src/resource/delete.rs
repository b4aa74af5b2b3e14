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
    explain::{INSTALL, Subject},
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
    let deleted = live.control_plane.delete(&target, uid.as_deref(), &limits).await;
    live.snapshots.invalidate();
    deleted.map_err(|error| explain(&subject, &error))?;
    wait(&subject, live, uid, limits.clone()).await?;
    live.snapshots.invalidate();
    let unused = credentials::secrets(model.kind, &request.prior);
    Ok(gone(credentials::remove(live, configured, &identity, unused, &limits).await))
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
        Error::TypeNotFound => Diagnostic::error(
            format!("Whether {} still exists cannot be told", subject.name()),
            format!(
                "{} does not serve its type, which may come back with all its objects: it stays in the state. Install \
                 the definitions and destroy again:\n\n  {INSTALL}\n\nWhere they were removed for good, `terraform \
                 state rm` forgets the object.",
                subject.host
            ),
        )
        .into(),
        error => subject.explain("delete", error),
    }
}

async fn wait(subject: &Subject<'_>, live: &Live, uid: Option<String>, limits: Limits) -> Result<(), Diagnostics> {
    let target = subject.identity.target(subject.model);
    let first = live.control_plane.get(&target, &limits).await.map_err(|error| explain(subject, &error))?;
    let judge = |object: Option<&DynamicObject>| match object {
        Some(object) if uid.is_none() || object.metadata.uid == uid => Verdict::Pending(held(object)),
        _ => Verdict::Done,
    };
    match live.control_plane.wait(&target, first, limits, judge).await {
        Ok(_) => Ok(()),
        Err(WaitError::Request(error)) => Err(explain(subject, &error)),
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
