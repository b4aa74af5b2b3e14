use serde_json::{Value as Json, json};

use super::{mapping, specification};
use crate::diagnostic::AttributePath;

fn object() -> Json {
    let mut spec = specification();
    spec["ports"] = json!([{"port": 53, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]);
    json!({"metadata": {"name": "web"}, "spec": spec})
}

fn check(field: &str, attribute: &str) {
    let found = mapping().field_path(field, Some(&object()));
    assert_eq!(found.map(|path| path.to_string()).as_deref(), Some(attribute), "{field}");
}

#[test]
fn fields_are_found_as_conflicts_and_causes_name_them() {
    for (field, attribute) in [
        (".spec.type", "type"),
        ("spec.externalURL", "external_url"),
        (r#".spec.endpoints[name="api"].port"#, r#"endpoints["api"].port"#),
        (r#".spec.endpoints[name="new"].port"#, r#"endpoints["new"].port"#),
        (r#".spec.endpoints[name="a.b]c"].port"#, r#"endpoints["a.b]c"].port"#),
        (r#".spec.endpoints[name="api"].name"#, r#"endpoints["api"]"#),
        ("spec.endpoints[0].port", r#"endpoints["api"].port"#),
        ("spec.endpoints[1]", r#"endpoints["web"]"#),
        ("spec.weights[port=443].weight", r#"weights["443"].weight"#),
        (".spec.env.FOO", r#"env["FOO"]"#),
        (".spec.env.a.b/c", r#"env["a.b/c"]"#),
        ("spec.env[FOO]", r#"env["FOO"]"#),
        (r#"spec.env["FOO"]"#, r#"env["FOO"]"#),
        ("spec.secretEnv[TOKEN].key", r#"secret_env["TOKEN"].key"#),
        (".spec.secretEnv.TOKEN.key", r#"secret_env["TOKEN"].key"#),
        ("spec.args[1]", "args[1]"),
        (r#".spec.zones[="z"]"#, "zones"),
        ("spec.zones[0]", "zones"),
        (r#".spec.ports[port=53,protocol="UDP"].note"#, "ports[1].note"),
        ("spec.ports[1].note", "ports[1].note"),
        (".spec.settings.deep[0]", "settings"),
        (".spec.scaling.max", "scaling.max"),
    ] {
        check(field, attribute);
    }
}

#[test]
fn what_is_not_found_names_the_attribute_that_is_reached() {
    for (field, attribute) in [
        ("spec.endpoints[7].port", "endpoints"),
        ("spec.scaling.unheard", "scaling"),
        (r#".spec.ports[port=1,protocol="TCP"]"#, "ports"),
        (".spec.endpoints[other=\"x\"].port", "endpoints"),
        ("spec.endpoints[", "endpoints"),
    ] {
        check(field, attribute);
    }
    assert_eq!(mapping().field_path("spec.endpoints[0].port", None), Some(AttributePath::root("endpoints")));
}

#[test]
fn other_fields_are_no_attributes() {
    for field in
        ["", ".", "spec", ".spec", "spec.unheard", ".metadata.labels.app", "specific.type", "status.x", "spec[0]"]
    {
        assert_eq!(mapping().field_path(field, Some(&object())), None, "{field}");
    }
}

#[test]
fn attributes_know_their_fields() {
    let root = AttributePath::root;
    for (path, field) in [
        (root("external_url"), ".spec.externalURL"),
        (root("endpoints").key("api").attribute("port"), r#".spec.endpoints[name="api"].port"#),
        (root("endpoints").key("a\"b"), r#".spec.endpoints[name="a\"b"]"#),
        (root("weights").key("443"), ".spec.weights[port=443]"),
        (root("env").key("FOO"), ".spec.env.FOO"),
        (root("args").index(1), ".spec.args[1]"),
        (root("ports").index(1).attribute("note"), ".spec.ports[1].note"),
        (root("secret_env").key("TOKEN").attribute("key"), ".spec.secretEnv.TOKEN.key"),
        (root("scaling").attribute("max"), ".spec.scaling.max"),
    ] {
        assert_eq!(mapping().kubernetes_path(&path).as_deref(), Some(field), "{path}");
        assert_eq!(mapping().field_path(field, Some(&object())), Some(path));
    }
}

#[test]
fn attributes_of_others_have_no_field() {
    let root = AttributePath::root;
    for path in [root("id"), root("args").attribute("x"), root("type").index(0), root("endpoints").index(0)] {
        assert_eq!(mapping().kubernetes_path(&path), None, "{path}");
    }
}
