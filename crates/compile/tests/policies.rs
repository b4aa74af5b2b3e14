//! Network policies open exactly what is declared: connections, gateways and metrics.

mod common;

use std::collections::BTreeSet;

use common::{case_folders, snapshots};
use openchoreo_api::{
    Component, DataPlane,
    component::{ComponentType, Connection, Endpoint, EndpointType, Visibility},
    data_plane::Peer,
};
use openchoreo_compile::{Cell, Model, Object, Snapshot, compile};
use serde_json::Value;

/// One thing that is allowed: direction, data plane, selected pods, peer, port.
type Allowance = (&'static str, String, String, String, String);

#[test]
fn policies_equal_declarations() {
    let mut open = 0;
    for folder in case_folders() {
        for snapshot in snapshots(&folder) {
            let (allowed, declared) = (allowed(&snapshot), declared(&snapshot));
            let surplus: Vec<_> = allowed.difference(&declared).collect();
            let missing: Vec<_> = declared.difference(&allowed).collect();
            assert!(surplus.is_empty() && missing.is_empty(), "{}: {surplus:#?} {missing:#?}", folder.display());
            open += allowed.iter().filter(|allowance| allowance.3.contains("choreo.dev/component")).count();
        }
    }
    assert!(open >= 20, "the cases open only {open} connections");
}

#[test]
fn every_cell_denies_by_default() {
    for folder in case_folders() {
        for snapshot in snapshots(&folder) {
            let manifests = compile::all(&snapshot).manifests;
            let namespaces = |of: fn(&openchoreo_compile::Manifest) -> Option<&str>| -> BTreeSet<String> {
                manifests.iter().filter_map(|(_, manifest)| of(manifest)).map(str::to_owned).collect()
            };
            let cells = namespaces(|manifest| (manifest.kind == "Namespace").then_some(manifest.name.as_str()));
            let denied = namespaces(|manifest| {
                let types = serde_json::json!(["Ingress", "Egress"]);
                let spec = &manifest.object["spec"];
                let denies = spec["policyTypes"] == types && spec["podSelector"].as_object()?.is_empty();
                manifest.namespace.as_deref().filter(|_| denies && spec.get("ingress").is_none())
            });
            let used = namespaces(|manifest| manifest.namespace.as_deref());
            assert_eq!(cells, denied, "{}", folder.display());
            assert!(used.is_subset(&cells), "{}", folder.display());
        }
    }
}

/// What the emitted policies allow, rule by rule.
fn allowed(snapshot: &Snapshot) -> BTreeSet<Allowance> {
    let mut allowed = BTreeSet::new();
    for (plane, manifest) in compile::all(snapshot).manifests {
        if manifest.kind != "NetworkPolicy" {
            continue;
        }
        let spec = &manifest.object["spec"];
        let namespace = manifest.namespace.unwrap_or_default();
        let pods = format!("{namespace} {}", spec["podSelector"]);
        for (direction, rules, peers) in [("in", "ingress", "from"), ("out", "egress", "to")] {
            for rule in spec[rules].as_array().into_iter().flatten() {
                for peer in rule[peers].as_array().expect("a rule without peers would open everything") {
                    for port in rule["ports"].as_array().expect("a rule without ports would open everything") {
                        let port = format!("{} {}", port["protocol"], port["port"]);
                        allowed.insert((direction, plane.clone(), pods.clone(), peer.to_string(), port));
                    }
                }
            }
        }
    }
    allowed
}

/// What the model declares, worked out apart from the compiler's own way.
fn declared(snapshot: &Snapshot) -> BTreeSet<Allowance> {
    let mut declared = BTreeSet::new();
    let mut running: Vec<(std::sync::Arc<Component>, Cell)> = Vec::new();
    for object in snapshot.objects() {
        match object {
            Object::Project(project) => {
                compile::cell(snapshot, &project).desired.to_apply().iter().for_each(|cell| dns(&mut declared, cell));
            }
            Object::Component(component) => {
                let compiled = compile::component(snapshot, &component);
                running.extend(compiled.desired.to_apply().iter().map(|t| (component.clone(), t.cells[0].clone())));
            }
            _ => {}
        }
    }
    for (component, cell) in &running {
        if component.spec.type_ == ComponentType::ApiProxy {
            continue;
        }
        let plane = snapshot.data_plane(&cell.data_plane).expect("the data plane exists");
        from_outside(&mut declared, component, cell, &plane);
        for connection in &component.spec.connections {
            if let Some((target, endpoint)) = target(snapshot, component, cell, connection) {
                between(&mut declared, (component, cell), &target, &endpoint);
            }
        }
    }
    declared
}

fn dns(declared: &mut BTreeSet<Allowance>, cell: &Cell) {
    let peer = peer("kube-system", Some(r#"{"matchLabels":{"k8s-app":"kube-dns"}}"#));
    for port in ["\"UDP\" 53", "\"TCP\" 53"] {
        let pods = format!("{} {{}}", cell.namespace());
        declared.insert(("out", cell.data_plane.clone(), pods, peer.clone(), port.to_owned()));
    }
}

fn from_outside(declared: &mut BTreeSet<Allowance>, component: &Component, cell: &Cell, plane: &DataPlane) {
    let capabilities = plane.spec.capabilities.clone().unwrap_or_default();
    let mut admit = |peers: Vec<Peer>, endpoint: &Endpoint| {
        for item in peers {
            let labels = (!item.pod_labels.is_empty()).then(|| serde_json::json!({ "matchLabels": item.pod_labels }));
            let peer = peer(&item.namespace, labels.map(|labels| labels.to_string()).as_deref());
            declared.insert(("in", cell.data_plane.clone(), selected(cell, name(component)), peer, port(endpoint)));
        }
    };
    let gateway = plane.spec.gateway.clone().unwrap_or_default().effective_peers();
    for endpoint in &component.spec.endpoints {
        if capabilities.gateway_api && endpoint.type_.is_routable() && !endpoint.visibility.is_empty() {
            admit(gateway.clone(), endpoint);
        }
    }
    let is_http = |endpoint: &&Endpoint| endpoint.type_.is_routable() && endpoint.type_ != EndpointType::Grpc;
    let scraped = component.spec.endpoints.iter().filter(is_http).min_by_key(|endpoint| &endpoint.name);
    if let Some(endpoint) = scraped.filter(|_| capabilities.service_monitor) {
        admit(plane.spec.metrics.clone().unwrap_or_default().effective_peers(), endpoint);
    }
}

/// Whom a connection reaches from a cell, if it may.
fn target(
    snapshot: &Snapshot,
    caller: &Component,
    cell: &Cell,
    connection: &Connection,
) -> Option<((String, Cell), Endpoint)> {
    let target = snapshot.component(&connection.component)?;
    let mut candidates = target.spec.endpoints.iter();
    let endpoint = match &connection.endpoint {
        Some(name) => candidates.find(|endpoint| endpoint.name == *name)?,
        None => candidates.next().filter(|_| target.spec.endpoints.len() == 1)?,
    };
    let project = &target.spec.project;
    let admitted = *project == caller.spec.project || endpoint.visibility.contains(&Visibility::Organization);
    let there = Cell { project: project.clone(), ..cell.clone() };
    let cells = compile::cell(snapshot, &*snapshot.project(project)?);
    let exists = cells.desired.to_apply().contains(&there);
    let runs = target.spec.type_ != ComponentType::ApiProxy;
    (admitted && exists && runs).then(|| ((connection.component.clone(), there), endpoint.clone()))
}

fn between(
    declared: &mut BTreeSet<Allowance>,
    (component, from): (&Component, &Cell),
    (target, to): &(String, Cell),
    endpoint: &Endpoint,
) {
    let plane = || from.data_plane.clone();
    let (caller, port) = (name(component), port(endpoint));
    let pods = |cell: &Cell, name: &str| peer(&cell.namespace(), Some(&selector(name)));
    declared.insert(("out", plane(), selected(from, caller), pods(to, target), port.clone()));
    declared.insert(("in", plane(), selected(to, target), pods(from, caller), port));
}

fn name(component: &Component) -> &str {
    component.metadata.name.as_deref().expect("components have names")
}

fn selector(component: &str) -> String {
    format!(r#"{{"matchLabels":{{"choreo.dev/component":"{component}"}}}}"#)
}

fn selected(cell: &Cell, component: &str) -> String {
    format!("{} {}", cell.namespace(), selector(component))
}

fn peer(namespace: &str, pods: Option<&str>) -> String {
    let mut peer = serde_json::json!({
        "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": namespace } },
    });
    if let Some(pods) = pods {
        peer["podSelector"] = serde_json::from_str::<Value>(pods).expect("a selector");
    }
    peer.to_string()
}

fn port(endpoint: &Endpoint) -> String {
    let protocol = if endpoint.type_ == EndpointType::Udp { "UDP" } else { "TCP" };
    format!("\"{protocol}\" {}", endpoint.port)
}
