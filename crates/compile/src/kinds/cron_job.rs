//! CronJob.

use super::job;
use crate::{
    json::object,
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("batch/v1", "CronJob");

/// Finished runs that are kept, of the successful and of the failed ones.
const HISTORY: i32 = 3;

/// The runs of a scheduled task.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    let schedule = workload.spec.schedule.as_ref()?;
    let spec = object! {
        "schedule": schedule.cron.as_str(),
        "timeZone": schedule.time_zone.as_str(),
        "concurrencyPolicy": if schedule.allow_overlap { "Allow" } else { "Forbid" },
        "successfulJobsHistoryLimit": HISTORY,
        "failedJobsHistoryLimit": HISTORY,
        "jobTemplate": object! { "spec": job::specification(workload, None) },
    };
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Some(Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec }))
}
