//! Bodies in protobuf, written here by hand so that they do not depend on what a kubectl prefers.

use anyhow::Result;
use openchoreo_acceptance::Answer;
use serde_json::json;

use crate::fixture::{Fixture, contract};

contract!(
    a_config_map_and_a_secret_in_protobuf_are_created_as_their_json_would_be,
    a_deployment_in_protobuf_keeps_an_explicit_zero,
    zeros_that_json_would_have_are_kept,
    an_object_is_replaced_and_deleted_in_protobuf,
    what_is_no_envelope_is_refused,
);

const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";

/// A message, text or bytes as a field.
fn part(number: u8, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut length = bytes.as_ref().len();
    let mut field = vec![number << 3 | 2];
    while length > 0x7f {
        field.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    field.push(length as u8);
    field.extend(bytes.as_ref());
    field
}

/// A small number as a field.
fn number(number: u8, value: u8) -> Vec<u8> {
    vec![number << 3, value]
}

fn envelope(api_version: &str, kind: &str, object: &[Vec<u8>]) -> Vec<u8> {
    let type_meta = [part(1, api_version), part(2, kind)].concat();
    [b"k8s\0".to_vec(), part(1, type_meta), part(2, object.concat())].concat()
}

/// Metadata as Go writes it: texts that are not set are there and empty.
fn metadata(name: &str) -> Vec<u8> {
    part(
        1,
        [part(1, name), part(2, ""), part(3, ""), part(4, ""), part(5, ""), part(6, ""), number(7, 0), part(8, "")]
            .concat(),
    )
}

fn pair(key: &str, value: &str) -> Vec<u8> {
    part(2, [part(1, key), part(2, value)].concat())
}

async fn post(test: &Fixture, path: &str, body: Vec<u8>) -> Result<Answer> {
    test.wire.send_bytes("POST", path, PROTOBUF, body).await
}

async fn a_config_map_and_a_secret_in_protobuf_are_created_as_their_json_would_be(test: Fixture) -> Result<()> {
    let body = envelope("v1", "ConfigMap", &[metadata("a"), pair("k", "v"), pair("empty", "")]);
    let created = post(&test, &test.core("configmaps"), body).await?.ok()?;
    assert_eq!((&created["metadata"]["name"], &created["data"]), (&json!("a"), &json!({ "k": "v", "empty": "" })));
    let body = envelope("v1", "Secret", &[metadata("a"), pair("k", "plain"), part(3, "Opaque")]);
    let created = post(&test, &test.core("secrets"), body).await?.ok()?;
    assert_eq!((&created["type"], &created["data"]), (&json!("Opaque"), &json!({ "k": "cGxhaW4=" })));
    Ok(())
}

async fn a_deployment_in_protobuf_keeps_an_explicit_zero(test: Fixture) -> Result<()> {
    let label = |field: u8| part(field, [part(1, "app"), part(2, "a")].concat());
    let probe = part(
        10,
        [
            part(1, part(2, [part(1, ""), part(2, [number(1, 1), number(2, 0), part(3, "http")].concat())].concat())),
            number(2, 0),
        ]
        .concat(),
    );
    let container = [
        part(1, "main"),
        part(2, "r.example.com/i:1"),
        part(8, part(1, [part(1, "cpu"), part(2, part(1, "250m"))].concat())),
        probe,
    ]
    .concat();
    let template = [part(1, part(11, [part(1, "app"), part(2, "a")].concat())), part(2, part(2, container))].concat();
    let spec =
        [number(1, 0), part(2, label(1)), part(3, template), part(4, part(1, "")), number(5, 0), number(7, 0)].concat();
    let body = envelope("apps/v1", "Deployment", &[metadata("a"), part(2, spec)]);
    let created = post(&test, &test.in_group("apps/v1", "deployments"), body).await?.ok()?;
    let spec = &created["spec"];
    assert_eq!((&spec["replicas"], &spec["strategy"]["type"]), (&json!(0), &json!("RollingUpdate")));
    let container = &spec["template"]["spec"]["containers"][0];
    assert_eq!(container["resources"], json!({ "limits": { "cpu": "250m" } }));
    assert_eq!(container["livenessProbe"]["httpGet"], json!({ "path": "/", "port": "http", "scheme": "HTTP" }));
    Ok(())
}

/// A number that could be a text, as Go writes it.
fn int_or_string(field: u8, value: u8) -> Vec<u8> {
    part(field, [number(1, 0), number(2, value), part(3, "")].concat())
}

async fn zeros_that_json_would_have_are_kept(test: Fixture) -> Result<()> {
    let label = part(1, [part(1, "app"), part(2, "a")].concat());
    let sleep = part(12, part(2, part(4, number(1, 0))));
    let container = [part(1, "main"), part(2, "r.example.com/i:1"), sleep].concat();
    let labels = part(1, part(11, [part(1, "app"), part(2, "a")].concat()));
    let strategy =
        part(4, [part(1, "RollingUpdate"), part(2, [int_or_string(1, 0), int_or_string(2, 1)].concat())].concat());
    let template = part(3, [labels, part(2, part(2, container))].concat());
    let spec = part(2, [part(2, label.clone()), template, strategy].concat());
    let body = envelope("apps/v1", "Deployment", &[metadata("a"), spec]);
    let spec = post(&test, &test.in_group("apps/v1", "deployments"), body).await?.ok()?["spec"].take();
    assert_eq!(spec["strategy"]["rollingUpdate"], json!({ "maxUnavailable": 0, "maxSurge": 1 }));
    assert_eq!(
        spec["template"]["spec"]["containers"][0]["lifecycle"],
        json!({ "preStop": { "sleep": { "seconds": 0 } } })
    );
    let budget = part(2, [part(2, label), int_or_string(3, 0)].concat());
    let body = envelope("policy/v1", "PodDisruptionBudget", &[metadata("a"), budget]);
    let created = post(&test, &test.in_group("policy/v1", "poddisruptionbudgets"), body).await?.ok()?;
    assert_eq!(created["spec"], json!({ "selector": { "matchLabels": { "app": "a" } }, "maxUnavailable": 0 }));
    Ok(())
}

async fn an_object_is_replaced_and_deleted_in_protobuf(test: Fixture) -> Result<()> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let path = test.core("configmaps/a");
    let body = envelope("v1", "ConfigMap", &[metadata("a"), pair("k", "v")]);
    let replaced = test.wire.send_bytes("PUT", &path, PROTOBUF, body).await?.ok()?;
    assert_eq!(replaced["data"], json!({ "k": "v" }));
    let options = |dry: &str| envelope("v1", "DeleteOptions", &[part(4, "Background"), part(5, dry)]);
    test.wire.send_bytes("DELETE", &path, PROTOBUF, options("All")).await?.ok()?;
    test.wire.get(&path).await?.ok()?;
    let body = envelope("v1", "DeleteOptions", &[part(4, "Background")]);
    test.wire.send_bytes("DELETE", &path, PROTOBUF, body).await?.ok()?;
    test.wire.get(&path).await?.failure(404)?;
    Ok(())
}

async fn what_is_no_envelope_is_refused(test: Fixture) -> Result<()> {
    let whole = envelope("v1", "ConfigMap", &[metadata("a")]);
    let broken = whole[..whole.len() - 3].to_vec();
    for body in [b"{}".to_vec(), broken] {
        post(&test, &test.core("configmaps"), body).await?.failure(400)?;
    }
    test.wire.get(&test.core("configmaps/a")).await?.failure(404)?;
    Ok(())
}
