//! The committed CustomResourceDefinitions are the generated ones.

use std::{fs, path::Path};

use openchoreo_api::{component::ComponentType, crd, *};

#[test]
fn committed_definitions_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crds");
    for (name, expected) in crd::files().expect("definitions serialise") {
        let committed = fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(committed == expected, "crds/{name} is stale: run `cargo xtask generate`");
    }
}

#[test]
fn the_introduction_s_manifest_is_a_component() {
    let manifest = include_str!("../../../examples/user-service.yaml");
    let component: Component = serde_saphyr::from_str(manifest).expect("the manifest parses");
    assert_eq!(component.spec.type_, ComponentType::Service);
    assert_eq!(component.spec.project, "default");
    assert_eq!(component.spec.endpoints[0].port, 8080);
    assert!(component.spec.endpoints[0].visibility.is_empty());
}

#[test]
fn defaults_in_rust_equal_defaults_in_the_schema() {
    for (kind, spec) in [
        ("Organization", serde_json::to_value(OrganizationSpec::default())),
        ("Project", serde_json::to_value(ProjectSpec::default())),
    ] {
        let schema = serde_json::to_value(crd::crd(kind).expect("a known kind")).expect("a definition serialises");
        let properties =
            &schema["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"];
        for (name, value) in spec.expect("a specification serialises").as_object().expect("an object") {
            assert_eq!(&properties[name]["default"], value, "{kind}.spec.{name}");
        }
    }
}
