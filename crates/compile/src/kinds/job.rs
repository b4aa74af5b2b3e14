//! Job.

use serde_json::Value;

use super::pod;
use crate::{
    json::object,
    manifest::{Manifest, Type},
    name,
    workload::Workload,
};

const TYPE: Type = Type("batch/v1", "Job");

/// Runs of a task's pod that may fail before the run counts as failed.
const RETRIES: i32 = 3;

/// One run of a manual task; suspended until it is triggered.
///
/// A Job's template cannot change, so that its name holds a hash of template and trigger: a new trigger is a new run.
/// Finished Jobs have no time to live, since one that goes away would be applied and run again.
pub(crate) fn manifest(workload: &Workload<'_>) -> Manifest {
    let trigger = workload.spec.trigger.as_deref();
    let spec = specification(workload, trigger.is_none().then_some(true));
    let hash = name::hash([workload.name, &spec["template"].to_string(), trigger.unwrap_or_default()]);
    let stem = name::prefix(workload.name, 63 - name::HASH - 1);
    let (namespace, name) = (workload.namespace(), format!("{stem}-{hash}"));
    Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec })
}

/// The specification of a task's Job. Each attempt is a new pod, so that the logs of failed ones stay.
pub(crate) fn specification(workload: &Workload<'_>, suspend: Option<bool>) -> Value {
    object! {
        "backoffLimit": RETRIES,
        "suspend": suspend,
        "template": pod::template(workload, Some("Never")),
    }
}
