use serde_json::{Value, json};

use super::{ProtobufError, decode};

/// A message, text or bytes as a field.
fn part(number: u8, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    let length = u8::try_from(bytes.len()).expect("a short value");
    assert!(length < 0x80, "lengths of one byte only");
    let key = number << 3 | 2;
    // A field number of 16 and more takes a second byte.
    let key = if number < 16 { vec![key] } else { vec![key | 0x80, number >> 4] };
    [&key, &[length][..], bytes].concat()
}

/// A small number as a field.
fn number(number: u8, value: u8) -> Vec<u8> {
    vec![number << 3, value]
}

fn envelope(api_version: &str, kind: &str, object: &[Vec<u8>]) -> Vec<u8> {
    let type_meta = [part(1, api_version), part(2, kind)].concat();
    [b"k8s\0".to_vec(), part(1, type_meta), part(2, object.concat()), part(3, ""), part(4, "")].concat()
}

fn check(api_version: &str, kind: &str, object: &[Vec<u8>], expected: Value) {
    assert_eq!(decode(&envelope(api_version, kind, object)), Ok(expected), "{kind}");
}

#[test]
fn texts_maps_and_bytes_are_read() {
    let metadata = [part(1, "a"), part(2, ""), part(8, ""), part(11, [part(1, "k"), part(2, "v")].concat())].concat();
    let data = [part(1, "password"), part(2, "secret")].concat();
    let expected = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": { "name": "a", "labels": { "k": "v" } },
        "data": { "password": "c2VjcmV0" },
    });
    check("v1", "Secret", &[part(1, metadata), part(2, data), part(3, "Opaque")], expected);
}

#[test]
fn zero_is_absent_unless_json_would_have_it() {
    let spec = [number(1, 0), number(5, 0)].concat();
    let expected = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "replicas": 0 } });
    check("apps/v1", "Deployment", &[part(2, spec)], expected);
    let none = part(3, [number(1, 0), number(2, 0), part(3, "")].concat());
    let expected = json!({ "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": { "maxUnavailable": 0 } });
    check("policy/v1", "PodDisruptionBudget", &[part(2, none)], expected);
    let ended = part(3, [number(1, 0), number(2, 0), part(3, "")].concat());
    let container =
        [part(1, "c"), part(2, ended), number(4, 0), number(5, 0), part(6, "i:1"), part(7, ""), part(8, "")].concat();
    let expected = json!({
        "apiVersion": "v1", "kind": "Pod",
        "status": { "containerStatuses": [{
            "name": "c", "state": { "terminated": { "exitCode": 0 } },
            "ready": false, "restartCount": 0, "image": "i:1", "imageID": "",
        }] },
    });
    check("v1", "Pod", &[part(3, part(8, container))], expected);
}

#[test]
fn fields_of_embedded_messages_are_part_of_the_object_around_them() {
    let source = part(19, [part(1, part(1, "settings")), number(4, 1)].concat());
    let volume = [part(1, "v"), part(2, source)].concat();
    let expected = json!({
        "apiVersion": "v1", "kind": "Pod",
        "spec": { "volumes": [{ "name": "v", "configMap": { "name": "settings", "optional": true } }] },
    });
    check("v1", "Pod", &[part(2, part(1, volume))], expected);
}

#[test]
fn times_quantities_and_ports_have_forms_of_their_own() {
    let time = part(8, number(1, 60));
    let expected =
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "creationTimestamp": "1970-01-01T00:01:00Z" } });
    check("v1", "ConfigMap", &[part(1, time)], expected);
    let limits = part(1, [part(1, "cpu"), part(2, part(1, "250m"))].concat());
    let probe = part(2, [part(1, "/"), part(2, [number(1, 1), part(3, "http")].concat())].concat());
    let container = [part(1, "c"), part(8, limits), part(10, part(1, probe))].concat();
    let expected = json!({
        "apiVersion": "v1", "kind": "Pod",
        "spec": { "containers": [{
            "name": "c",
            "resources": { "limits": { "cpu": "250m" } },
            "livenessProbe": { "httpGet": { "path": "/", "port": "http" } },
        }] },
    });
    check("v1", "Pod", &[part(2, part(2, container))], expected);
}

#[test]
fn options_of_deletions_are_read_in_every_group() {
    let options = [part(4, "Orphan"), part(5, "All")];
    let expected =
        json!({ "apiVersion": "apps/v1", "kind": "DeleteOptions", "propagationPolicy": "Orphan", "dryRun": ["All"] });
    check("apps/v1", "DeleteOptions", &options, expected);
}

#[test]
fn other_kinds_are_named_in_the_refusal() {
    let kind = ProtobufError::UnknownKind { kind: "Widget".to_owned(), api_version: "example.com/v1".to_owned() };
    assert_eq!(decode(&envelope("example.com/v1", "Widget", &[])), Err(kind));
}

#[test]
fn refuses_what_is_no_envelope_or_breaks_off() {
    let whole = envelope("v1", "ConfigMap", &[part(1, part(1, "name"))]);
    for length in [0, 3, 5, 12, whole.len() - 5] {
        assert!(matches!(
            decode(&whole[..length]),
            Err(ProtobufError::Malformed(_) | ProtobufError::UnknownKind { .. })
        ));
    }
    let endless = [b"k8s\0".as_slice(), &[0xff; 12]].concat();
    assert!(matches!(decode(&endless), Err(ProtobufError::Malformed(_))));
}
