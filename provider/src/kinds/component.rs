//! Components.

use std::collections::BTreeMap;

use openchoreo_api::component::{ComponentStatus, EndpointUrl, Visibility};
use openchoreo_compile::validate;
use openchoreo_tfplugin::{
    schema::Attribute,
    value::{Type, Value},
};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::kind::{Kind, Output};

/// `openchoreo_component`
pub(super) static KIND: Kind = Kind {
    type_name: "openchoreo_component",
    kind: "Component",
    subcategory: "Applications",
    noun: "component",
    in_organization: true,
    protectable: false,
    credentials: &[],
    outputs: &[Output {
        name: "urls",
        attribute: urls_attribute,
        value: urls,
        depends_on: &["organization", "name", "project", "type", "endpoints", "environments"],
    }],
    validate: |name, specification| Ok(validate::component(name, &serde_json::from_value(specification)?)),
};

fn urls_attribute() -> Attribute {
    Attribute::computed(Type::map(Type::map(Type::String))).describe(
        "URL of each endpoint by environment and endpoint: the public one where there is one, else the organization's, \
         else the one inside the project.",
    )
}

/// The most widely reachable URL of each endpoint in each environment.
fn urls(status: &Json) -> Value {
    // A status that another version of the controllers wrote has no URLs that this one knows.
    let mut urls = ComponentStatus::deserialize(status).unwrap_or_default().urls;
    urls.sort_by(|a, b| (reach(a), &a.data_plane).cmp(&(reach(b), &b.data_plane)));
    let mut environments: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for url in urls {
        environments.entry(url.environment).or_default().entry(url.endpoint).or_insert_with(|| url.url.into());
    }
    Value::object(environments.into_iter().map(|(environment, endpoints)| (environment, Value::Map(endpoints))))
}

fn reach(url: &EndpointUrl) -> u8 {
    match url.visibility {
        Some(Visibility::Public) => 0,
        Some(Visibility::Organization) => 1,
        None => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_reach_gives_the_url() {
        let url = |environment: &str, endpoint: &str, plane: &str, visibility: Option<&str>, url: &str| {
            serde_json::json!({"environment": environment, "endpoint": endpoint, "dataPlane": plane,
                               "visibility": visibility, "url": url})
        };
        let status = serde_json::json!({"urls": [
            url("dev", "api", "a", None, "http://inside"),
            url("dev", "api", "b", Some("public"), "https://b"),
            url("dev", "api", "a", Some("public"), "https://a"),
            url("dev", "admin", "a", Some("organization"), "https://internal"),
            url("prod", "api", "a", None, "http://inside"),
        ]});
        let expected = Value::object([
            ("dev", Value::object([("api", Value::from("https://a")), ("admin", "https://internal".into())])),
            ("prod", Value::object([("api", Value::from("http://inside"))])),
        ]);
        assert_eq!(urls(&status), expected);
        assert_eq!(urls(&Json::Null), Value::object::<String>([]));
    }
}
