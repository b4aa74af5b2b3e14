//! Places: the environments and data planes that a project runs in.

use std::{collections::BTreeMap, sync::Arc};

use openchoreo_api::{
    DataPlane, Environment, Problem, Severity,
    data_plane::{Capabilities, Gateway, Metrics},
};

use crate::{cell::Cell, compiled::Held, model::Model, pipeline, pipeline::Stages, validate};

/// A project's environment on one of its data planes.
pub(crate) struct Place {
    pub(crate) environment: Arc<Environment>,
    pub(crate) data_plane: Arc<DataPlane>,
    pub(crate) gateway: Gateway,
    pub(crate) metrics: Metrics,
    pub(crate) capabilities: Capabilities,
    /// First label of hosts.
    pub(crate) dns_prefix: String,
    pub(crate) cell: Cell,
    pub(crate) namespace: String,
}

/// All places of a project.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) places: Vec<Place>,
    pub(crate) held: Vec<Held>,
    pub(crate) awaiting: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// The environments that a project's releases reach. `field` is the field that leads to the project.
///
/// # Errors
/// `ProjectMissing`, `PipelineMissing`, `PipelineInvalid`.
pub(crate) fn stages(model: &impl Model, project: &str, field: &str) -> Result<Stages, Problem> {
    let Some(found) = model.project(project) else {
        return Err(Problem::error(
            "ProjectMissing",
            field,
            format!("project `{project}` does not exist in organization `{}`", model.organization()),
            "Create the project, or name one that exists.",
        ));
    };
    let name = &found.spec.pipeline;
    let Some(pipeline) = model.pipeline(name) else {
        return Err(Problem::error(
            "PipelineMissing",
            field,
            format!("project `{project}` uses deployment pipeline `{name}`, which does not exist"),
            "Create the deployment pipeline, or let the project use one that exists.",
        ));
    };
    pipeline::reachable(&pipeline.spec).map_err(|problems| {
        let causes: Vec<_> = problems.iter().map(|problem| problem.summary.as_str()).collect();
        Problem::error(
            "PipelineInvalid",
            field,
            format!("deployment pipeline `{name}` of project `{project}` is not sound: {}", causes.join("; ")),
            "Correct the pipeline's promotion paths.",
        )
    })
}

/// The places of a project.
///
/// # Errors
/// What [`stages`] says: then nothing is known of any place.
pub(crate) fn of_project(model: &impl Model, project: &str, field: &str) -> Result<Places, Problem> {
    let stages = stages(model, project, field)?;
    let mut places = Places::default();
    let mut prefixes = BTreeMap::new();
    for environment in &stages.automatic {
        match usable_environment(model, environment) {
            Ok(found) => places.add_environment(model, project, environment, &found, &mut prefixes),
            Err(problem) => places.hold(problem, environment, None),
        }
    }
    let awaiting = stages.awaiting.iter().map(|name| Held { environment: name.clone(), data_plane: None });
    places.held.extend(awaiting);
    places.awaiting = stages.awaiting;
    Ok(places)
}

impl Places {
    fn hold(&mut self, problem: Problem, environment: &str, data_plane: Option<&str>) {
        self.problems.push(problem);
        self.held.push(Held { environment: environment.to_owned(), data_plane: data_plane.map(str::to_owned) });
    }

    fn add_environment(
        &mut self,
        model: &impl Model,
        project: &str,
        name: &str,
        environment: &Arc<Environment>,
        prefixes: &mut BTreeMap<(String, String), String>,
    ) {
        let prefix = environment.spec.dns_prefix.as_deref().unwrap_or(name);
        for plane in &environment.spec.data_planes {
            let claimed = prefixes.entry((prefix.to_owned(), plane.clone())).or_insert_with(|| name.to_owned());
            if claimed != name {
                let problem = prefix_twice(prefix, plane, name, claimed);
                self.hold(problem, name, Some(plane));
                continue;
            }
            match usable_data_plane(model, name, plane) {
                Ok(found) => self.places.push(Place::new(model, project, name, environment, found, plane)),
                Err(problem) => self.hold(problem, name, Some(plane)),
            }
        }
    }
}

impl Place {
    fn new(
        model: &impl Model,
        project: &str,
        name: &str,
        environment: &Arc<Environment>,
        data_plane: Arc<DataPlane>,
        plane: &str,
    ) -> Self {
        let cell = Cell {
            organization: model.organization().to_owned(),
            project: project.to_owned(),
            environment: name.to_owned(),
            data_plane: plane.to_owned(),
        };
        Self {
            gateway: data_plane.spec.gateway.clone().unwrap_or_default(),
            metrics: data_plane.spec.metrics.clone().unwrap_or_default(),
            capabilities: data_plane.spec.capabilities.clone().unwrap_or_default(),
            dns_prefix: environment.spec.dns_prefix.clone().unwrap_or_else(|| name.to_owned()),
            namespace: cell.namespace(),
            environment: Arc::clone(environment),
            data_plane,
            cell,
        }
    }

    /// Name of the place's environment.
    pub(crate) fn environment_name(&self) -> &str {
        &self.cell.environment
    }
}

fn usable_environment(model: &impl Model, name: &str) -> Result<Arc<Environment>, Problem> {
    let Some(environment) = model.environment(name) else {
        return Err(Problem::error(
            "EnvironmentMissing",
            "",
            format!("environment `{name}` of the deployment pipeline does not exist"),
            "Create the environment, or take it out of the pipeline's promotion paths.",
        ));
    };
    let problems = validate::environment(name, &environment.spec);
    sound(environment, problems, "EnvironmentInvalid", &format!("environment `{name}`"))
}

fn usable_data_plane(model: &impl Model, environment: &str, name: &str) -> Result<Arc<DataPlane>, Problem> {
    let Some(data_plane) = model.data_plane(name) else {
        return Err(Problem::error(
            "DataPlaneMissing",
            "",
            format!("data plane `{name}` of environment `{environment}` does not exist"),
            "Create the data plane, or take it out of the environment's dataPlanes.",
        ));
    };
    let problems = validate::data_plane(name, &data_plane.spec);
    sound(data_plane, problems, "DataPlaneInvalid", &format!("data plane `{name}` of environment `{environment}`"))
}

/// The object, unless there is an error among its problems.
fn sound<T>(object: Arc<T>, problems: Vec<Problem>, reason: &'static str, what: &str) -> Result<Arc<T>, Problem> {
    match problems.into_iter().find(|problem| problem.severity == Severity::Error) {
        None => Ok(object),
        Some(cause) => Err(Problem::error(
            reason,
            "",
            format!("{what} is not sound: {}", cause.summary),
            format!("Correct its {}.", cause.field),
        )),
    }
}

fn prefix_twice(prefix: &str, plane: &str, environment: &str, other: &str) -> Problem {
    Problem::error(
        "DnsPrefixTwice",
        "",
        format!("environments `{other}` and `{environment}` share the DNS prefix `{prefix}` on data plane `{plane}`"),
        format!("Give environment `{environment}` a dnsPrefix of its own."),
    )
}
