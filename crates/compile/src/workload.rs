//! A component in one place: overrides merged and defaults filled in.

use openchoreo_api::{
    ComponentSpec,
    component::{ComponentType, Endpoint, EnvironmentOverride, Scaling},
    names,
};
use serde_json::{Map, Value};

use crate::{connection::Open, place::Place, resources::Amounts, variables::Variables};

/// A validated component in a place. What the kinds emit is a function of this alone.
pub(crate) struct Workload<'a> {
    pub(crate) name: &'a str,
    pub(crate) spec: &'a ComponentSpec,
    pub(crate) place: &'a Place,
    pub(crate) image: Image,
    pub(crate) variables: Variables<'a>,
    pub(crate) amounts: Amounts,
    pub(crate) scaling: Scaling,
    /// Endpoints by name.
    pub(crate) endpoints: Vec<&'a Endpoint>,
    pub(crate) connections: Vec<Open<'a>>,
    labels: Map<String, Value>,
}

/// An image and whether it was derived from the component's name.
pub(crate) struct Image {
    pub(crate) reference: String,
    pub(crate) assumed: bool,
}

impl<'a> Workload<'a> {
    /// Merges the component's settings for a place.
    pub(crate) fn new(name: &'a str, spec: &'a ComponentSpec, place: &'a Place, connections: Vec<Open<'a>>) -> Self {
        let differs = spec.environments.iter().find(|differs| differs.name == place.environment_name());
        let limits = place.environment.spec.limits.as_ref();
        let resources = differs.and_then(|differs| differs.resources.as_ref()).or(spec.resources.as_ref());
        let scaling = differs.and_then(|differs| differs.scaling.as_ref()).or(spec.scaling.as_ref());
        let mut endpoints: Vec<&Endpoint> = spec.endpoints.iter().collect();
        endpoints.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            name,
            spec,
            place,
            image: image(name, spec, differs, place),
            variables: Variables::of(spec, differs, &connections),
            amounts: Amounts::of(resources, limits),
            scaling: scaling.cloned().unwrap_or_else(|| default_scaling(limits.and_then(|l| l.max_replicas))),
            endpoints,
            connections,
            labels: labels(name, spec, place),
        }
    }

    /// Labels of every object of the component.
    pub(crate) fn labels(&self) -> Map<String, Value> {
        self.labels.clone()
    }

    /// Namespace of the component's cell.
    pub(crate) fn namespace(&self) -> &str {
        &self.place.namespace
    }

    /// Whether an autoscaler decides how many replicas run.
    pub(crate) fn is_autoscaled(&self) -> bool {
        let Scaling { min_replicas, max_replicas, .. } = self.scaling;
        !self.spec.type_.is_task() && self.place.capabilities.autoscaling && min_replicas < max_replicas
    }

    /// The endpoint that probes ask without saying which: the first by name that is not UDP.
    pub(crate) fn probed(&self) -> Option<&'a Endpoint> {
        self.endpoints.iter().copied().find(|endpoint| protocol(endpoint) == "TCP")
    }

    /// The endpoint that metrics are scraped from: the first by name that speaks HTTP/1.
    pub(crate) fn scraped(&self) -> Option<&'a Endpoint> {
        use openchoreo_api::component::EndpointType::Grpc;
        let serves = self.place.capabilities.service_monitor && self.spec.type_ != ComponentType::ApiProxy;
        let is_http = |endpoint: &&Endpoint| endpoint.type_.is_routable() && endpoint.type_ != Grpc;
        self.endpoints.iter().copied().filter(|_| serves).find(is_http)
    }
}

/// Transport protocol of an endpoint.
pub(crate) fn protocol(endpoint: &Endpoint) -> &'static str {
    if endpoint.type_ == openchoreo_api::component::EndpointType::Udp { "UDP" } else { "TCP" }
}

fn image(name: &str, spec: &ComponentSpec, differs: Option<&EnvironmentOverride>, place: &Place) -> Image {
    let declared = differs.and_then(|differs| differs.image.as_ref()).or(spec.image.as_ref());
    match declared {
        Some(image) => Image { reference: image.clone(), assumed: false },
        None => Image {
            reference: format!("{}/{}/{name}:latest", place.data_plane.spec.registry, place.cell.organization),
            assumed: spec.source.is_none(),
        },
    }
}

/// The default, within what the environment allows: only a component that itself asks for too much is refused.
fn default_scaling(allowed: Option<i32>) -> Scaling {
    let default = Scaling::default();
    Scaling { max_replicas: allowed.map_or(default.max_replicas, |most| default.max_replicas.min(most)), ..default }
}

fn labels(name: &str, spec: &ComponentSpec, place: &Place) -> Map<String, Value> {
    let mut labels = place.cell.labels();
    let own = [
        (names::COMPONENT, name),
        ("app.kubernetes.io/name", name),
        ("app.kubernetes.io/part-of", &place.cell.project),
        ("app.kubernetes.io/component", type_name(spec.type_)),
    ];
    let runtime = spec.runtime.iter().map(|runtime| (names::RUNTIME, runtime.as_str()));
    labels.extend(own.into_iter().chain(runtime).map(|(label, value)| (label.to_owned(), Value::from(value))));
    labels
}

/// A component type in the API's spelling.
pub(crate) fn type_name(type_: ComponentType) -> &'static str {
    match type_ {
        ComponentType::Service => "service",
        ComponentType::WebApplication => "web-application",
        ComponentType::ScheduledTask => "scheduled-task",
        ComponentType::ManualTask => "manual-task",
        ComponentType::Webhook => "webhook",
        ComponentType::EventHandler => "event-handler",
        ComponentType::ApiProxy => "api-proxy",
    }
}
