use serde_json::json;

use super::*;
use crate::kinds;

fn call(method: &str) -> Call {
    Call { host: "https://a".into(), method: method.into(), path: "/api/v1/namespaces/shop/secrets/token".into() }
}

fn status(json: Json) -> Box<Status> {
    Box::new(serde_json::from_value(json).expect("a status"))
}

fn explained(error: &Error) -> String {
    let model = Model::new(kinds::ALL[5]);
    let identity = Identity { organization: Some("shop".into()), name: "web".into() };
    let subject = Subject { model: &model, identity: &identity, host: "https://a", sent: None };
    subject.explain("create", error).to_string()
}

#[test]
fn of_secrets_no_more_rights_are_asked_for_than_are_used() {
    let text = reason("https://a", &Error::Forbidden { message: "no".into(), right: call("PATCH").right() });
    assert!(text.contains("--verb=get,create,patch,delete --resource=secrets --namespace=shop"), "{text}");
}

#[test]
fn what_admission_denies_is_said_in_its_words_and_asks_for_no_right() {
    let ending = status(json!({
        "code": 403, "reason": "Forbidden", "message": "unable to create new content in namespace shop",
        "details": {"causes": [{"reason": "NamespaceTerminating", "message": "namespace shop is being terminated",
                                "field": "metadata.namespace"}]}
    }));
    let text = explained(&Error::Refused(ending));
    let expected =
        "https://a denies it: unable to create new content in namespace shop. namespace shop is being terminated.";
    assert!(text.contains(expected) && !text.contains("kubectl"), "{text}");
}

#[test]
fn says_how_often_a_request_was_sent_and_what_the_server_asks() {
    let busy = |retry_after, sent| {
        let status = status(json!({"code": 503, "message": "not now."}));
        reason("https://a", &Error::Unavailable { call: call("GET"), status, retry_after, sent })
    };
    let once = busy(Some(Duration::from_secs(7)), 1);
    assert!(
        once.contains("with 503: not now. The request was sent once. The server asks to be left alone for 7 s."),
        "{once}"
    );
    assert!(busy(None, 6).contains("The request was sent 6 times. It is overloaded"));
}

#[test]
fn only_of_a_write_that_was_sent_it_is_unknown_whether_it_was_done() {
    for (is_sent, method) in [(true, "PATCH"), (false, "PATCH"), (true, "GET")] {
        let text = explained(&Error::Unreachable { call: call(method), reason: "nothing came".into(), is_sent });
        assert_eq!(text.contains("Whether it was done"), is_sent && method == "PATCH", "{text}");
    }
}

#[test]
fn an_interruption_is_not_put_down_to_the_server() {
    let text = explained(&Error::Interrupted { call: call("GET") });
    assert!(text.contains("was told to stop") && !text.contains("Check"), "{text}");
}
