//! What leads to pods.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::facts::{items, joined, shortened};
use super::{Column, Facts, NONE, Printer};

/// How many hosts, ports or endpoints are shown.
const SHOWN: usize = 3;

const UNSET: &str = "<unset>";

pub(super) const SERVICE: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Type"),
        Column::text("Cluster-IP"),
        Column::text("External-IP"),
        Column::text("Port(s)"),
        Column::AGE,
        Column::text("Selector").wide(),
    ],
    cells: |facts| {
        let ports: Vec<_> = facts.list("/spec/ports").iter().map(port).collect();
        vec![
            facts.name(),
            json!(facts.text("/spec/type")),
            json!(facts.text_or("/spec/clusterIPs/0", NONE)),
            json!(external_ip(facts)),
            json!(if ports.is_empty() { NONE.to_owned() } else { ports.join(",") }),
            facts.age(),
            facts.labels("/spec/selector"),
        ]
    },
};

pub(super) const INGRESS: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("Class"),
        Column::text("Hosts"),
        Column::text("Address"),
        Column::text("Ports"),
        Column::AGE,
    ],
    cells: |facts| {
        vec![
            facts.name(),
            json!(facts.at("/spec/ingressClassName").as_str().unwrap_or(NONE)),
            json!(hosts(facts.list("/spec/rules"))),
            json!(addresses(facts).join(",")),
            json!(if facts.count("/spec/tls") > 0 { "80, 443" } else { "80" }),
            facts.age(),
        ]
    },
};

pub(super) const POLICY: Printer = Printer {
    columns: &[Column::NAME, Column::text("Pod-Selector"), Column::AGE],
    cells: |facts| vec![facts.name(), facts.selector_or_none("/spec/podSelector"), facts.age()],
};

pub(super) const ENDPOINTS: Printer = Printer {
    columns: &[Column::NAME, Column::text("Endpoints"), Column::AGE],
    cells: |facts| {
        let endpoints: Vec<_> = facts.list("/subsets").iter().flat_map(subset).collect();
        let empty = if facts.count("/subsets") == 0 { NONE } else { "" };
        vec![facts.name(), json!(shortened(&endpoints, SHOWN, ",", empty)), facts.age()]
    },
};

pub(super) const ENDPOINT_SLICE: Printer = Printer {
    columns: &[
        Column::NAME,
        Column::text("AddressType"),
        Column::text("Ports"),
        Column::text("Endpoints"),
        Column::AGE,
    ],
    cells: |facts| {
        let ports: Vec<_> = facts.list("/ports").iter().map(slice_port).collect();
        let addresses = facts.list("/endpoints").iter().flat_map(|endpoint| items(&endpoint["addresses"]));
        let addresses: Vec<_> = addresses.filter_map(Value::as_str).map(str::to_owned).collect();
        vec![
            facts.name(),
            json!(facts.text("/addressType")),
            json!(shortened(&ports, SHOWN, ",", UNSET)),
            json!(shortened(&addresses, SHOWN, ",", UNSET)),
            facts.age(),
        ]
    },
};

fn port(port: &Value) -> String {
    let protocol = port["protocol"].as_str().unwrap_or_default();
    match port["nodePort"].as_i64().filter(|node_port| *node_port > 0) {
        Some(node_port) => format!("{}:{node_port}/{protocol}", port["port"]),
        None => format!("{}/{protocol}", port["port"]),
    }
}

fn external_ip(facts: &Facts<'_>) -> String {
    let given = joined(facts.list("/spec/externalIPs").iter(), ",");
    let found = match facts.text("/spec/type") {
        "ClusterIP" | "NodePort" => return if given.is_empty() { NONE.to_owned() } else { given },
        "ExternalName" => return facts.text("/spec/externalName").to_owned(),
        "LoadBalancer" => addresses(facts),
        _ => return "<unknown>".to_owned(),
    };
    let all: Vec<_> = found.into_iter().chain((!given.is_empty()).then_some(given.as_str())).collect();
    if all.is_empty() { "<pending>".to_owned() } else { all.join(",") }
}

/// Where a load balancer listens, in order.
fn addresses<'a>(facts: &Facts<'a>) -> Vec<&'a str> {
    let ingress = facts.list("/status/loadBalancer/ingress").iter();
    let addresses = ingress.filter_map(|found| {
        ["ip", "hostname"].iter().find_map(|field| found[*field].as_str().filter(|text| !text.is_empty()))
    });
    addresses.collect::<BTreeSet<_>>().into_iter().collect()
}

fn hosts(rules: &[Value]) -> String {
    let named: Vec<_> = rules.iter().filter_map(|rule| rule["host"].as_str().filter(|host| !host.is_empty())).collect();
    match named.len() {
        0 => "*".to_owned(),
        count if count > SHOWN || (count == SHOWN && rules.last().is_some_and(|rule| rule["host"].is_null())) => {
            format!("{} + {} more...", named[..SHOWN].join(","), rules.len() - SHOWN)
        }
        _ => named.join(","),
    }
}

fn subset(subset: &Value) -> Vec<String> {
    let addresses: Vec<_> = items(&subset["addresses"]).iter().filter_map(|found| found["ip"].as_str()).collect();
    let ports = items(&subset["ports"]);
    if ports.is_empty() {
        return addresses.into_iter().map(str::to_owned).collect();
    }
    let socket = |address: &&str, port: &Value| match address.contains(':') {
        true => format!("[{address}]:{}", port["port"]),
        false => format!("{address}:{}", port["port"]),
    };
    ports.iter().flat_map(|port| addresses.iter().map(move |address| socket(address, port))).collect()
}

fn slice_port(port: &Value) -> String {
    match (port["port"].as_i64(), port["name"].as_str()) {
        (Some(number), _) => number.to_string(),
        (None, Some(name)) => name.to_owned(),
        (None, None) => "*".to_owned(),
    }
}
