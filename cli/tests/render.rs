//! `openchoreo render` and `openchoreo crds`, as users call them.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn openchoreo(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openchoreo"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a process");
    child.stdin.take().expect("stdin").write_all(input.as_bytes()).expect("written input");
    child.wait_with_output().expect("an end")
}

fn refuses(input: &str, parts: &[&str]) {
    let output = openchoreo(&["render", "-f", "-"], input);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
}

#[test]
fn the_user_service_renders_to_its_workload() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/user-service.yaml");
    let output = openchoreo(&["render", "-f", file], "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let documents: Vec<serde_json::Value> = serde_saphyr::from_multiple(&text).expect("YAML");
    let kinds: Vec<&str> = documents.iter().filter_map(|document| document["kind"].as_str()).collect();
    for kind in ["Namespace", "Deployment", "Service", "NetworkPolicy", "HorizontalPodAutoscaler", "ServiceMonitor"] {
        assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
    }
}

#[test]
fn refuses_bad_input_by_file_document_and_field() {
    let component = |spec: &str| {
        format!("{{apiVersion: choreo.dev/v1, kind: Component, metadata: {{name: shop}}, spec: {spec}}}\n")
    };
    refuses(
        &component("{type: service, imgae: x}"),
        &["stdin, document 1", "Component shop", "spec.imgae: unknown field"],
    );
    refuses(
        &format!("{}---\n{}", component("{type: service}"), component("{type: servce}")),
        &["stdin, document 2", "spec.type", "servce"],
    );
    refuses(&component("{type: service, endpoints: [{name: api, port: 70000}]}"), &["spec.endpoints[0].port", "65535"]);
    refuses("{apiVersion: v1, kind: Pod, metadata: {name: it}}", &["document 1", "not a kind of the platform"]);
    refuses(&component("{type: service, project: nowhere}"), &["Component shop", "project `nowhere` does not exist"]);
    refuses("a: [", &["stdin is not YAML"]);
    refuses("", &["holds no object"]);
}

#[test]
fn prints_the_definitions_that_are_installed() {
    let own = openchoreo(&["crds"], "");
    let all = openchoreo(&["crds", "--all"], "");
    let count =
        |output: &Output| String::from_utf8_lossy(&output.stdout).matches("kind: CustomResourceDefinition").count();
    assert_eq!((count(&own), count(&all)), (6, 8));
}
