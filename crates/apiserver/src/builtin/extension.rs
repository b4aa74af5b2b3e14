//! Kinds of widely used add-ons that the platform emits, as CustomResourceDefinitions.

use serde_json::Value;

const SOURCES: [&str; 2] = [include_str!("crds/httproutes.yaml"), include_str!("crds/servicemonitors.yaml")];

/// CustomResourceDefinitions for `HTTPRoute` (`gateway.networking.k8s.io/v1`) and `ServiceMonitor`
/// (`monitoring.coreos.com/v1`), for clusters where the Gateway API and the Prometheus operator are not
/// installed. They declare the commonly used fields; others are pruned.
pub fn extension_crds() -> Vec<Value> {
    // The sources are part of the program and read by a test.
    SOURCES.iter().map(|source| serde_saphyr::from_str(source).expect("the definition is well-formed YAML")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::TypeSchema;

    #[test]
    fn every_definition_is_structural() {
        for definition in extension_crds() {
            let schema = &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
            assert_eq!(TypeSchema::from_openapi(schema).err(), None, "{}", definition["metadata"]["name"]);
        }
    }

    #[test]
    fn a_minimal_route_gets_the_gateway_defaults() {
        let definition = &extension_crds()[0];
        let schema = TypeSchema::from_openapi(&definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"])
            .expect("a structural schema");
        let mut route = json!({ "spec": {
            "parentRefs": [{ "name": "gateway" }], "rules": [{ "backendRefs": [{ "name": "web", "port": 80 }] }],
        } });
        schema.default(&mut route);
        let expected = json!({
            "parentRefs": [{ "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gateway" }],
            "rules": [{
                "backendRefs": [{ "group": "", "kind": "Service", "name": "web", "port": 80, "weight": 1 }],
                "matches": [{ "path": { "type": "PathPrefix", "value": "/" } }],
            }],
        });
        assert_eq!(route["spec"], expected);
    }
}
