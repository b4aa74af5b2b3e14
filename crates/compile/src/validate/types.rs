//! Fields of single component types.

use openchoreo_api::{
    ComponentSpec, Problem,
    component::{ComponentType, Schedule, Upstream},
};

use super::cron;
use crate::{name::is_domain, workload::type_name};

/// Problems of fields that other types have, or that the type lacks.
pub(super) fn fields(spec: &ComponentSpec) -> Vec<Problem> {
    use ComponentType::{ApiProxy, ManualTask, ScheduledTask};
    let type_ = spec.type_;
    let mut problems = Vec::new();
    problems.extend(required("schedule", spec.schedule.is_some(), ScheduledTask, type_));
    problems.extend(required("upstream", spec.upstream.is_some(), ApiProxy, type_));
    problems.extend(foreign("schedule", spec.schedule.is_some(), ScheduledTask, type_));
    problems.extend(foreign("trigger", spec.trigger.is_some(), ManualTask, type_));
    problems.extend(foreign("upstream", spec.upstream.is_some(), ApiProxy, type_));
    problems.extend(spec.schedule.iter().flat_map(schedule));
    problems.extend(spec.upstream.iter().flat_map(upstream));
    problems.extend(unused(spec));
    problems
}

fn required(field: &str, present: bool, owner: ComponentType, type_: ComponentType) -> Option<Problem> {
    (owner == type_ && !present).then(|| {
        Problem::error(
            "FieldRequired",
            format!("spec.{field}"),
            format!("type {} needs {field}", type_name(type_)),
            format!("Set {field}, or choose another type."),
        )
    })
}

fn foreign(field: &str, present: bool, owner: ComponentType, type_: ComponentType) -> Option<Problem> {
    (owner != type_ && present).then(|| {
        Problem::error(
            "FieldNotAllowed",
            format!("spec.{field}"),
            format!("{field} is for type {} only, and the type is {}", type_name(owner), type_name(type_)),
            format!("Remove {field}, or choose type {}.", type_name(owner)),
        )
    })
}

fn schedule(schedule: &Schedule) -> Vec<Problem> {
    let cron = cron::check(&schedule.cron).err().map(|cause| {
        Problem::error(
            "InvalidSchedule",
            "spec.schedule.cron",
            format!("`{}` is not a cron expression: {cause}", schedule.cron),
            "Use five fields: minute (0-59), hour (0-23), day of month (1-31), month (1-12 or JAN-DEC) and day of \
             week (0-6 or SUN-SAT), such as `*/5 * * * *`.",
        )
    });
    let inner = |c: char| c.is_ascii_alphanumeric() || "_+-/".contains(c);
    let zone = &schedule.time_zone;
    let valid = !zone.is_empty() && zone.chars().all(inner) && !zone.eq_ignore_ascii_case("local");
    let zone = (!valid).then(|| {
        Problem::error(
            "InvalidSchedule",
            "spec.schedule.timeZone",
            format!("`{zone}` is not a time zone"),
            "Use a name of the IANA database, such as Etc/UTC or Europe/Berlin.",
        )
    });
    cron.into_iter().chain(zone).collect()
}

fn upstream(upstream: &Upstream) -> Vec<Problem> {
    let host = (!is_domain(&upstream.host)).then(|| {
        Problem::error(
            "InvalidUpstream",
            "spec.upstream.host",
            format!("`{}` is not a host name", upstream.host),
            "Use lowercase DNS labels joined with dots, such as api.example.com.",
        )
    });
    let port = (!(1..=65535).contains(&upstream.port)).then(|| {
        let summary = format!("{} is not a port", upstream.port);
        Problem::error("InvalidPort", "spec.upstream.port", summary, "Use a number from 1 to 65535.")
    });
    host.into_iter().chain(port).collect()
}

/// Warns of fields that the type makes no use of.
fn unused(spec: &ComponentSpec) -> Vec<Problem> {
    let is_proxy = spec.type_ == ComponentType::ApiProxy;
    let (no_pods, not_serving) = (is_proxy, is_proxy || spec.type_.is_task());
    let fields = [
        ("image", no_pods && spec.image.is_some()),
        ("source", no_pods && spec.source.is_some()),
        ("command", no_pods && !spec.command.is_empty()),
        ("args", no_pods && !spec.args.is_empty()),
        ("env", no_pods && !spec.env.is_empty()),
        ("secretEnv", no_pods && !spec.secret_env.is_empty()),
        ("connections", no_pods && !spec.connections.is_empty()),
        ("resources", no_pods && spec.resources.is_some()),
        ("environments", no_pods && !spec.environments.is_empty()),
        ("scaling", not_serving && spec.scaling.is_some()),
        ("probes", not_serving && spec.probes.is_some()),
    ];
    let unused = fields.into_iter().filter(|(_, unused)| *unused).map(|(field, _)| {
        Problem::warning(
            "FieldUnused",
            format!("spec.{field}"),
            format!("type {} makes no use of {field}", type_name(spec.type_)),
            format!("Remove {field}, or choose another type."),
        )
    });
    unused.collect()
}
