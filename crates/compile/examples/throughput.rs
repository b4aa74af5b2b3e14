//! How many component-environments one core compiles in a second: a chain of services, each of which calls the next
//! one, in three environments on two data planes. Prints the best of some rounds, since what else the machine does can
//! only make a round slower.
#![allow(clippy::print_stdout, reason = "the number is the output")]

use std::{error::Error, fs, hint::black_box, sync::Arc, time::Instant};

use openchoreo_api::Component;
use openchoreo_compile::{Object, Snapshot, compile};
use serde_json::{Value, json};

const COMPONENTS: usize = 1000;
const ENVIRONMENTS: [&str; 3] = ["development", "staging", "production"];
const ROUNDS: usize = 9;

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let (snapshot, components) = organization()?;
    let mut best = 0.0_f64;
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        let places: usize = components.iter().map(|component| places(&snapshot, component)).sum();
        if places != COMPONENTS * ENVIRONMENTS.len() {
            return Err(format!("{places} component-environments were compiled").into());
        }
        best = best.max(places as f64 / clock.seconds());
    }
    println!("{best:.0}");
    Ok(())
}

/// The time that this thread had a processor, where the system tells it, or else the time that went by.
struct Clock {
    processor: Option<u64>,
    wall: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { processor: processor_nanoseconds(), wall: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.processor, processor_nanoseconds()) {
            (Some(before), Some(now)) => now.saturating_sub(before) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

fn processor_nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

fn places(snapshot: &Snapshot, component: &Component) -> usize {
    black_box(compile::component(snapshot, component)).desired.to_apply().len()
}

fn organization() -> Fallible<(Snapshot, Vec<Arc<Component>>)> {
    let objects = platform().into_iter().chain((0..COMPONENTS).map(component));
    let objects = objects.map(Object::from_value).collect::<Result<Vec<_>, _>>().map_err(|p| p.to_string())?;
    let components = objects.iter().filter_map(|object| match object {
        Object::Component(component) => Some(component.clone()),
        _ => None,
    });
    let components = components.collect();
    let snapshot = Snapshot::organizations(objects).map_err(|problems| format!("{problems:?}"))?.remove(0);
    Ok((snapshot, components))
}

fn platform() -> Vec<Value> {
    let planes = ["nearby", "far"].map(|name| object("DataPlane", name, json!({"registry": "registry.example"})));
    let environments = ENVIRONMENTS.map(|name| {
        let plane = if name == "production" { "far" } else { "nearby" };
        object("Environment", name, json!({"dataPlanes": [plane]}))
    });
    let pipeline = json!({"promotionPaths": [
        {"source": "development", "targets": [{"name": "staging"}]},
        {"source": "staging", "targets": [{"name": "production"}]},
    ]});
    let pipeline = object("DeploymentPipeline", "default", pipeline);
    planes.into_iter().chain(environments).chain([pipeline]).collect()
}

fn component(index: usize) -> Value {
    let target = format!("service-{}", (index + 1) % COMPONENTS);
    let specification = json!({
        "type": "service",
        "runtime": "go",
        "image": "registry.example/service:1",
        "env": {"LOG_LEVEL": "info", "PORT": "8080"},
        "endpoints": [{"name": "api", "port": 8080, "path": "/api"}],
        "connections": [{"name": "next", "component": target, "env": {"NEXT": "{url}"}}],
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "200m", "memory": "128Mi"}},
    });
    object("Component", &format!("service-{index}"), specification)
}

fn object(kind: &str, name: &str, specification: Value) -> Value {
    json!({
        "apiVersion": "choreo.dev/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default"},
        "spec": specification,
    })
}
