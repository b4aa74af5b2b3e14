use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, WARNING};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use openchoreo_apiserver::{ApiServer, ResponseBody};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::*;

const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

/// A request and its answer, as bytes on the wire would be.
struct Exchange<'a> {
    server: &'a ApiServer,
    method: Method,
    path: String,
    media: &'a str,
    body: Value,
}

impl<'a> Exchange<'a> {
    fn get(server: &'a ApiServer, path: impl Into<String>) -> Self {
        Self { server, method: Method::GET, path: path.into(), media: "application/json", body: Value::Null }
    }

    fn post(server: &'a ApiServer, path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, body, ..Self::get(server, path) }
    }

    fn patch(server: &'a ApiServer, path: impl Into<String>, media: &'a str, body: Value) -> Self {
        Self { method: Method::PATCH, media, body, ..Self::get(server, path) }
    }

    async fn send(self) -> Response<ResponseBody> {
        let body = if self.body.is_null() { String::new() } else { self.body.to_string() };
        let request = Request::builder().method(self.method).uri(self.path).header(CONTENT_TYPE, self.media);
        let request = request.header(ACCEPT, "application/json");
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        self.server.service().oneshot(request).await.unwrap()
    }

    async fn json(self) -> (u16, Value) {
        let response = self.send().await;
        let code = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (code, serde_json::from_slice(&body).unwrap())
    }
}

fn new_widget(name: &str) -> Value {
    serde_json::to_value(widget(name)).unwrap()
}

async fn created(server: &ApiServer, name: &str) -> Value {
    let (code, object) = Exchange::post(server, WIDGETS, new_widget(name)).json().await;
    assert_eq!(code, 201, "{object}");
    object
}

#[tokio::test]
async fn an_unknown_resource_type_is_told_from_an_unknown_object() {
    let server = server_with_widgets().await;
    for path in
        ["/apis/example.com/v1/gadgets/a", "/apis/none.example/v1", "/apis/none.example/v1/x", "/api/v1/x", "/nothing"]
    {
        let response = Exchange::get(&server, path).send().await;
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "404 page not found\n");
    }
    let (code, status) = Exchange::get(&server, format!("{WIDGETS}/a")).json().await;
    let details = json!({"name": "a", "group": "example.com", "kind": "widgets"});
    assert_eq!((code, &status["reason"], &status["details"]), (404, &json!("NotFound"), &details));
}

#[tokio::test]
async fn discovery_follows_definitions_at_once() {
    let server = server().await;
    let groups = Exchange::get(&server, "/apis").json().await.1;
    assert!(!groups["groups"].as_array().unwrap().iter().any(|group| group["name"] == "example.com"));
    define(&server, widgets_definition()).await;
    let group = Exchange::get(&server, "/apis/example.com").json().await.1;
    assert_eq!(group["preferredVersion"], json!({"groupVersion": "example.com/v1", "version": "v1"}));
    let resources = Exchange::get(&server, "/apis/example.com/v1").json().await.1;
    let names: Vec<_> = resources["resources"].as_array().unwrap().iter().map(|found| found["name"].clone()).collect();
    assert_eq!(names, ["widgets", "widgets/status"]);
    assert_eq!(resources["resources"][0]["shortNames"], json!(["wd"]));
}

#[tokio::test]
async fn pages_of_a_list_show_one_revision() {
    let server = server_with_widgets().await;
    for name in ["a", "b", "c", "d", "e"] {
        created(&server, name).await;
    }
    let first = Exchange::get(&server, format!("{WIDGETS}?limit=2")).json().await.1;
    assert_eq!(first["metadata"]["remainingItemCount"], 3);
    created(&server, "bb").await;
    let (mut names, mut page) = (vec![], first.clone());
    loop {
        assert_eq!(page["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
        names.extend(page["items"].as_array().unwrap().iter().map(|item| item["metadata"]["name"].clone()));
        let Some(token) = page["metadata"]["continue"].as_str() else { break };
        page = Exchange::get(&server, format!("{WIDGETS}?limit=2&continue={token}")).json().await.1;
    }
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn lists_obey_their_selectors_and_parameters() {
    let server = server_with_widgets().await;
    let latest = created(&server, "a").await["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    let cases = [
        ("fieldSelector=metadata.name%3Da".to_owned(), 200, 1),
        ("fieldSelector=metadata.name%3Db".to_owned(), 200, 0),
        ("labelSelector=!color".to_owned(), 200, 1),
        ("resourceVersion=0".to_owned(), 200, 1),
        (format!("resourceVersion={latest}&resourceVersionMatch=Exact"), 200, 1),
        ("resourceVersion=1&resourceVersionMatch=Exact".to_owned(), 410, 0),
        ("resourceVersion=1000000".to_owned(), 504, 0),
        ("fieldSelector=spec.size%3D1".to_owned(), 400, 0),
        ("labelSelector=a%20b".to_owned(), 400, 0),
        ("limit=many".to_owned(), 400, 0),
        ("continue=nonsense".to_owned(), 400, 0),
    ];
    for (query, expected, count) in cases {
        let (code, list) = Exchange::get(&server, format!("{WIDGETS}?{query}")).json().await;
        assert_eq!((code, list["items"].as_array().map_or(0, Vec::len)), (expected, count), "{query}: {list}");
    }
}

#[tokio::test]
async fn all_namespaces_are_listed_together() {
    let server = server_with_widgets().await;
    created(&server, "a").await;
    let all = Exchange::get(&server, "/apis/example.com/v1/widgets").json().await.1;
    assert_eq!(all["items"][0]["metadata"]["namespace"], "default");
    assert_eq!((&all["kind"], &all["apiVersion"]), (&json!("WidgetList"), &json!("example.com/v1")));
}

#[tokio::test]
async fn a_stale_version_is_refused_and_a_missing_one_too() {
    let server = server_with_widgets().await;
    let mut object = created(&server, "a").await;
    object["spec"]["size"] = json!(2);
    let put = |body: &Value| Exchange {
        method: Method::PUT,
        ..Exchange::post(&server, format!("{WIDGETS}/a"), body.clone())
    };
    assert_eq!(put(&object).json().await.0, 200);
    object["spec"]["size"] = json!(3);
    let (code, status) = put(&object).json().await;
    assert_eq!((code, &status["reason"]), (409, &json!("Conflict")));
    object["metadata"].as_object_mut().unwrap().remove("resourceVersion");
    assert_eq!(put(&object).json().await.0, 422);
}

#[tokio::test]
async fn a_write_that_changes_nothing_keeps_the_version() {
    let server = server_with_widgets().await;
    let object = created(&server, "a").await;
    let change = json!({"spec": {"size": 1}});
    let (code, after) =
        Exchange::patch(&server, format!("{WIDGETS}/a"), "application/merge-patch+json", change).json().await;
    assert_eq!((code, &after["metadata"]["resourceVersion"]), (200, &object["metadata"]["resourceVersion"]));
}

#[tokio::test]
async fn status_and_spec_are_written_apart() {
    let server = server_with_widgets().await;
    let mut new = new_widget("a");
    new["status"] = json!({"note": "from create"});
    let (_, object) = Exchange::post(&server, WIDGETS, new).json().await;
    assert_eq!(object.get("status"), None);
    let change = json!({"spec": {"size": 9}, "status": {"note": "set"}, "metadata": {"labels": {"x": "y"}}});
    let patch = |path: String| Exchange::patch(&server, path, "application/merge-patch+json", change.clone());
    let (_, object) = patch(format!("{WIDGETS}/a/status")).json().await;
    assert_eq!((&object["spec"]["size"], &object["status"]["note"]), (&json!(1), &json!("set")));
    assert_eq!((object["metadata"].get("labels"), &object["metadata"]["generation"]), (None, &json!(1)));
    let (_, object) = patch(format!("{WIDGETS}/a")).json().await;
    assert_eq!((&object["spec"]["size"], &object["metadata"]["generation"]), (&json!(9), &json!(2)));
}

#[tokio::test]
async fn a_dry_run_checks_everything_and_writes_nothing() {
    let server = server_with_widgets().await;
    let (code, object) = Exchange::post(&server, format!("{WIDGETS}?dryRun=All"), new_widget("a")).json().await;
    assert_eq!((code, &object["metadata"]["generation"]), (201, &json!(1)));
    assert_eq!(Exchange::get(&server, format!("{WIDGETS}/a")).json().await.0, 404);
    created(&server, "a").await;
    assert_eq!(Exchange::post(&server, format!("{WIDGETS}?dryRun=All"), new_widget("a")).json().await.0, 409);
    let delete = Exchange { method: Method::DELETE, ..Exchange::get(&server, format!("{WIDGETS}/a?dryRun=All")) };
    assert_eq!(delete.json().await.0, 200);
    assert_eq!(Exchange::get(&server, format!("{WIDGETS}/a")).json().await.0, 200);
    assert_eq!(Exchange::post(&server, format!("{WIDGETS}?dryRun=Some"), new_widget("b")).json().await.0, 422);
}

#[tokio::test]
async fn names_are_generated_where_a_prefix_is_given() {
    let server = server_with_widgets().await;
    let mut new = new_widget("");
    new["metadata"] = json!({"generateName": "w-"});
    let (code, object) = Exchange::post(&server, WIDGETS, new.clone()).json().await;
    let name = object["metadata"]["name"].as_str().unwrap();
    assert!(code == 201 && name.starts_with("w-") && name.len() == 7, "{object}");
    new["metadata"] = json!({});
    assert_eq!(Exchange::post(&server, WIDGETS, new).json().await.0, 422);
}

#[tokio::test]
async fn bodies_that_do_not_fit_their_place_are_refused() {
    let server = server_with_widgets().await;
    let with = |pointer: &str, value: Value| {
        let mut body = new_widget("a");
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let mut versioned = new_widget("a");
    versioned["metadata"]["resourceVersion"] = json!("1");
    let mut elsewhere = new_widget("a");
    elsewhere["metadata"]["namespace"] = json!("other");
    let bodies = [
        with("/apiVersion", json!("example.com/v2")),
        with("/metadata", json!("a")),
        with("/metadata", json!({"name": "a", "labels": {"x": 1}})),
        json!([]),
        elsewhere,
    ];
    for body in bodies {
        let (code, status) = Exchange::post(&server, WIDGETS, body).json().await;
        assert_eq!((code, &status["reason"]), (400, &json!("BadRequest")), "{status}");
    }
    let (code, status) = Exchange::post(&server, WIDGETS, versioned).json().await;
    assert_eq!((code, status.get("reason")), (500, None), "{status}");
    let (code, status) = Exchange::post(&server, WIDGETS, with("/kind", json!("Gadget"))).json().await;
    assert_eq!((code, &status["details"]["causes"][0]["field"]), (422, &json!("kind")));
    let (code, status) =
        Exchange::post(&server, "/apis/example.com/v1/namespaces/none/widgets", new_widget("a")).json().await;
    assert_eq!((code, &status["details"]["kind"]), (404, &json!("namespaces")));
}

#[tokio::test]
async fn what_is_not_offered_says_so() {
    let server = server_with_widgets().await;
    created(&server, "a").await;
    let path = format!("{WIDGETS}/a");
    let strategic = "application/strategic-merge-patch+json";
    let cases = [
        (Exchange::patch(&server, path.clone(), strategic, json!({})), 415),
        (Exchange::patch(&server, path.clone(), "application/json", json!({})), 415),
        (Exchange { media: "text/plain", ..Exchange::post(&server, WIDGETS, json!({})) }, 415),
        (Exchange::post(&server, path.clone(), json!({})), 405),
        (Exchange::patch(&server, WIDGETS, strategic, json!({})), 405),
        (Exchange::patch(&server, path.clone(), "application/apply-patch+yaml", json!({})), 422),
        (Exchange::patch(&server, format!("{path}?force=true"), "application/merge-patch+json", json!({})), 422),
        (Exchange::get(&server, "/api/v1/namespaces/default/pods/a/log"), 501),
    ];
    for (exchange, expected) in cases {
        let (code, status) = exchange.json().await;
        assert_eq!((code, &status["kind"]), (expected, &json!("Status")), "{status}");
    }
}

#[tokio::test]
async fn unknown_fields_are_dropped_and_reported_as_asked() {
    let server = server_with_widgets().await;
    let mut new = new_widget("a");
    new["spec"]["shape"] = json!("round");
    new["metadata"]["nickname"] = json!("w");
    let strict = Exchange::post(&server, format!("{WIDGETS}?fieldValidation=Strict"), new.clone()).json().await;
    assert_eq!(strict.0, 400);
    let ignored =
        Exchange::post(&server, format!("{WIDGETS}?fieldValidation=Ignore&dryRun=All"), new.clone()).send().await;
    assert_eq!(ignored.headers().get(WARNING), None);
    let warned = Exchange::post(&server, WIDGETS, new).send().await;
    let warnings: Vec<_> = warned.headers().get_all(WARNING).iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(warnings, [r#"299 - "unknown field \"metadata.nickname\"""#, r#"299 - "unknown field \"spec.shape\"""#]);
    let object: Value = serde_json::from_slice(&warned.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!((object["spec"].get("shape"), object["metadata"].get("nickname")), (None, None));
    assert_eq!(object["spec"]["color"], "red");
}

#[tokio::test]
async fn values_outside_the_schema_are_refused_with_their_fields() {
    let server = server_with_widgets().await;
    let mut new = new_widget("a");
    new["spec"] = json!({"size": 101, "color": 1});
    let (code, status) = Exchange::post(&server, WIDGETS, new).json().await;
    assert_eq!((code, &status["reason"]), (422, &json!("Invalid")));
    let causes = status["details"]["causes"].as_array().unwrap();
    let mut fields: Vec<_> = causes.iter().map(|cause| cause["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["spec.color", "spec.size"]);
}

#[tokio::test]
async fn health_and_version_answer() {
    let server = server().await;
    for path in ["/healthz", "/readyz", "/livez", "/readyz/etcd"] {
        assert_eq!(Exchange::get(&server, path).send().await.status(), 200);
    }
    assert_eq!(Exchange::get(&server, "/version").json().await.1["major"], "1");
}

#[tokio::test]
async fn a_watch_may_ask_for_any_time() {
    let server = server_with_widgets().await;
    for seconds in ["0", "9223372036854775807", "18446744073709551615"] {
        let mut response = Exchange::get(&server, format!("{WIDGETS}?watch=1&timeoutSeconds={seconds}")).send().await;
        assert_eq!(response.status(), 200);
        created(&server, &format!("w{seconds}")).await;
        let frame = response.body_mut().frame().await.expect("the watch ended").unwrap();
        assert!(frame.data_ref().unwrap().starts_with(br#"{"type":"ADDED""#), "{seconds}");
    }
}

#[tokio::test]
async fn a_list_of_an_old_version_is_told_from_a_page_of_one() {
    let server = server_with_widgets().await;
    created(&server, "a").await;
    let exact = Exchange::get(&server, format!("{WIDGETS}?resourceVersion=1&resourceVersionMatch=Exact"));
    let (code, status) = exact.json().await;
    assert_eq!((code, &status["reason"]), (410, &json!("Expired")));
    assert!(!status["message"].as_str().unwrap().contains("continue"), "{status}");
}

#[tokio::test]
async fn a_json_patch_cannot_nest_an_object_without_end() {
    let server = server().await;
    let path = "/api/v1/namespaces/default/configmaps";
    let (code, object) = Exchange::post(&server, path, json!({"metadata": {"name": "a"}, "data": {}})).json().await;
    assert_eq!(code, 201, "{object}");
    let double = json!({"op": "copy", "from": "/metadata", "path": "/metadata/labels"});
    let patch = Value::from(vec![double; 1000]);
    let (code, status) =
        Exchange::patch(&server, format!("{path}/a"), "application/json-patch+json", patch).json().await;
    assert_eq!((code, &status["reason"]), (422, &json!("Invalid")), "{status}");
}
