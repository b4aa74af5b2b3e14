//! From the model to Kubernetes objects.

use std::collections::BTreeSet;

use openchoreo_api::{Component, ComponentSpec, Problem, Project, Severity, component::ComponentType};

use crate::{
    cell::Cell,
    compiled::{Compiled, CompiledProject, ConnectionState, Desired, Everything, Finding, Held, SecretCopy, Target},
    connection, exposure, kinds, limits,
    model::Model,
    object::Object,
    place,
    place::{Place, Places},
    snapshot::Snapshot,
    validate, variables,
    workload::Workload,
};

/// Compiles a component for every place where it runs.
pub fn component(model: &impl Model, component: &Component) -> Compiled {
    let name = component.metadata.name.as_deref().unwrap_or_default();
    let spec = &component.spec;
    let mut compiled = Compiled {
        desired: Desired::Unresolved,
        problems: validate::component(name, spec),
        connections: Vec::new(),
        awaiting: Vec::new(),
        image_assumed: false,
    };
    if compiled.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return compiled;
    }
    match place::of_project(model, &spec.project, "spec.project") {
        Ok(places) => in_places(model, name, spec, places, &mut compiled),
        Err(problem) => compiled.problems.push(problem),
    }
    compiled
}

fn in_places(model: &impl Model, name: &str, spec: &ComponentSpec, places: Places, compiled: &mut Compiled) {
    let Places { places, mut held, awaiting, problems } = places;
    compiled.problems.extend(problems);
    compiled.problems.extend(unused_overrides(spec, &places, &held));
    compiled.awaiting = awaiting;
    let mut targets = Vec::with_capacity(places.len());
    for place in &places {
        let workload = workload(model, name, spec, place, &mut compiled.connections);
        let exceeded = limits::exceeded(&workload);
        if exceeded.is_empty() {
            compiled.image_assumed |= workload.image.assumed && spec.type_ != ComponentType::ApiProxy;
            targets.push(target(&workload));
            continue;
        }
        // The data planes of an environment exceed the same limits.
        let new: Vec<_> = exceeded.into_iter().filter(|problem| !compiled.problems.contains(problem)).collect();
        compiled.problems.extend(new);
        let Cell { environment, data_plane, .. } = place.cell.clone();
        held.push(Held { environment, data_plane: Some(data_plane) });
    }
    compiled.desired = Desired::Known { targets, held };
}

/// Resolves the component's connections in a place and merges its settings.
fn workload<'a>(
    model: &impl Model,
    name: &'a str,
    spec: &'a ComponentSpec,
    place: &'a Place,
    states: &mut Vec<ConnectionState>,
) -> Workload<'a> {
    let mut connections: Vec<_> = spec.connections.iter().collect();
    connections.sort_by(|a, b| a.name.cmp(&b.name));
    let mut open = Vec::with_capacity(connections.len());
    // A connection resolves the same on every data plane of an environment.
    let known = states.iter().any(|state| state.environment == place.environment_name());
    for connection in connections {
        let problem = match connection::resolve(model, place, connection) {
            Ok(resolved) => {
                open.push(resolved);
                None
            }
            Err(problem) => Some(problem),
        };
        if !known {
            let environment = place.environment_name().to_owned();
            states.push(ConnectionState { name: connection.name.clone(), environment, problem });
        }
    }
    Workload::new(name, spec, place, open)
}

fn target(workload: &Workload<'_>) -> Target {
    let place = workload.place;
    let exposures = exposure::of(workload);
    let is_proxy = workload.spec.type_ == ComponentType::ApiProxy;
    Target {
        environment: place.cell.environment.clone(),
        data_plane: place.cell.data_plane.clone(),
        namespace: place.namespace.clone(),
        cells: cells(workload),
        image: (!is_proxy).then(|| workload.image.reference.clone()),
        manifests: if is_proxy {
            kinds::of_proxy(workload, &exposures)
        } else {
            kinds::of_workload(workload, &exposures)
        },
        secrets: if is_proxy { Vec::new() } else { secrets(workload) },
        urls: exposure::urls(workload, &exposures),
    }
}

/// The component's own cell and those that its connections lead to.
fn cells(workload: &Workload<'_>) -> Vec<Cell> {
    let own = &workload.place.cell;
    let others: BTreeSet<&Cell> =
        workload.connections.iter().map(|open| &open.cell).filter(|cell| *cell != own).collect();
    std::iter::once(own).chain(others).cloned().collect()
}

fn secrets(workload: &Workload<'_>) -> Vec<SecretCopy> {
    let copy = |(source, keys): (&str, BTreeSet<&str>)| SecretCopy {
        source: source.to_owned(),
        keys: keys.into_iter().map(str::to_owned).collect(),
        namespace: workload.namespace().to_owned(),
        name: variables::secret_copy(workload.name, source),
        labels: workload.labels(),
    };
    workload.variables.secrets().into_iter().map(copy).collect()
}

/// Warns of settings for environments where the component never runs.
fn unused_overrides(spec: &ComponentSpec, places: &[Place], held: &[Held]) -> Vec<Problem> {
    let is_known = |name: &str| {
        places.iter().any(|place| place.environment_name() == name) || held.iter().any(|h| h.environment == name)
    };
    let unused = spec.environments.iter().filter(|differs| !is_known(&differs.name));
    unused
        .map(|differs| {
            Problem::warning(
                "OverrideUnused",
                format!("spec.environments[name=\"{}\"]", differs.name),
                format!("the project's deployment pipeline has no environment `{}`", differs.name),
                "Name an environment of the pipeline, or remove the override.",
            )
        })
        .collect()
}

/// Compiles the cells of a project.
pub fn cell(model: &impl Model, project: &Project) -> CompiledProject {
    let name = project.metadata.name.as_deref().unwrap_or_default();
    let mut problems = validate::project(name, &project.spec);
    let known = match problems.iter().any(|problem| problem.severity == Severity::Error) {
        true => None,
        false => place::of_project(model, name, "spec.pipeline").map_err(|problem| problems.push(problem)).ok(),
    };
    let Some(places) = known else {
        return CompiledProject { desired: Desired::Unresolved, problems, awaiting: Vec::new() };
    };
    problems.extend(places.problems);
    let targets = places.places.into_iter().map(|place| place.cell).collect();
    CompiledProject { desired: Desired::Known { targets, held: places.held }, problems, awaiting: places.awaiting }
}

/// Compiles everything of an organization.
pub fn all(snapshot: &Snapshot) -> Everything {
    let mut everything = Everything::default();
    let mut cells = BTreeSet::new();
    let mut objects = Vec::new();
    for object in snapshot.objects() {
        let problems = match &object {
            Object::Organization(object) => validate::organization(snapshot.organization(), &object.spec),
            Object::DataPlane(plane) => validate::data_plane(object.name(), &plane.spec),
            Object::Environment(environment) => validate::environment(object.name(), &environment.spec),
            Object::DeploymentPipeline(pipeline) => validate::pipeline(object.name(), &pipeline.spec),
            Object::Project(project) => {
                let compiled = cell(snapshot, project);
                cells.extend(compiled.desired.to_apply().iter().cloned());
                compiled.problems
            }
            Object::Component(object) => {
                let compiled = component(snapshot, object);
                for target in compiled.desired.to_apply() {
                    cells.extend(target.cells.iter().cloned());
                    let manifests = target.manifests.iter().cloned();
                    objects.extend(manifests.map(|manifest| (target.data_plane.clone(), manifest)));
                }
                let closed = compiled.connections.into_iter().filter_map(|state| state.problem);
                compiled.problems.into_iter().chain(closed).collect()
            }
        };
        let finding = |problem| Finding { kind: object.kind(), name: object.name().to_owned(), problem };
        everything.findings.extend(problems.into_iter().map(finding));
    }
    let of_cell = |cell: Cell| cell.manifests().into_iter().map(move |manifest| (cell.data_plane.clone(), manifest));
    everything.manifests = cells.into_iter().flat_map(of_cell).chain(objects).collect();
    everything
}
