use serde_json::json;

use super::*;

fn schema() -> Json {
    json!({"properties": {
        "image": {"type": "string"},
        "path": {"type": "string", "default": "/"},
        "env": {"additionalProperties": {"type": "string"}},
        "args": {"type": "array", "x-kubernetes-list-type": "atomic"},
        "planes": {"type": "array", "x-kubernetes-list-type": "set"},
        "endpoints": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                      "items": {"properties": {"port": {}, "path": {}}}}
    }})
}

#[test]
fn what_others_added_stays_out_and_what_they_changed_shows() {
    let live = json!({"image": "b", "runtime": "go", "env": {"A": "2", "B": "3"}, "args": ["x", "y"],
                      "planes": ["one", "two"],
                      "endpoints": [{"name": "api", "port": 2, "path": "/"}, {"name": "admin", "port": 3}]});
    let ours = json!({"image": "a", "env": {"A": "1", "C": "1"}, "args": ["x"], "planes": ["one", "three"],
                      "endpoints": [{"name": "api", "port": 1}]});
    let expected = json!({"image": "b", "env": {"A": "2"}, "args": ["x", "y"], "planes": ["one"],
                          "endpoints": [{"name": "api", "port": 2}]});
    assert_eq!(restrict(&schema(), &live, &ours), expected);
}

#[test]
fn finds_what_is_still_live_of_what_was_ours() {
    let before = json!({"image": "a", "path": "/x", "env": {"A/B": "1", "C": "1"}, "planes": ["one", "two"],
                        "endpoints": [{"name": "api", "port": 1, "path": "/"}, {"name": "admin", "port": 3}]});
    let after = json!({"env": {"C": "1"}, "planes": ["two"], "endpoints": [{"name": "api", "port": 1}]});
    let live = json!({"image": "a", "path": "/", "runtime": "go", "env": {"A/B": "1", "C": "1", "D": "1"},
                      "planes": ["one", "two", "three"],
                      "endpoints": [{"name": "other"}, {"name": "admin", "port": 3},
                                    {"name": "api", "port": 1, "path": "/"}]});
    let mut found = leftovers(&schema(), &before, &after, &live, "/spec");
    found.sort();
    let expected = ["/spec/endpoints/1", "/spec/endpoints/2/path", "/spec/env/A~1B", "/spec/image", "/spec/planes/0"];
    assert_eq!(found, expected);
}
