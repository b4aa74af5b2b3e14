use openchoreo_proto::tfplugin6::import_resource_state::{Request, Response};
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::ImportResponse,
    value::Value,
};

use crate::{
    fake::{Fake, NAME, thing},
    harness::{client, summaries, value},
};

async fn import(id: &str, fake: Fake) -> Response {
    let request = Request { type_name: NAME.into(), id: id.into(), ..Request::default() };
    client(fake).await.import_resource_state(request).await.unwrap().into_inner()
}

fn finds(state: Value, diagnostics: Diagnostics) -> Fake {
    let import =
        move |_| ImportResponse { state: state.clone(), private: Vec::new(), diagnostics: diagnostics.clone() };
    Fake { import: Box::new(import), ..Fake::default() }
}

#[tokio::test]
async fn exactly_one_object_is_imported() {
    let mut answer = import("org/a", Fake::default()).await;
    let imported = answer.imported_resources.pop().unwrap();
    assert_eq!((answer.imported_resources.len(), imported.type_name.as_str()), (0, NAME));
    assert_eq!(value(imported.state), thing(&[("id", "org/a".into()), ("name", "org/a".into())]));
}

#[tokio::test]
async fn a_secret_is_not_imported() {
    let found = thing(&[("name", "n".into()), ("token_wo", "canary".into())]);
    let mut answer = import("n", finds(found, Diagnostics::new())).await;
    assert_eq!(value(answer.imported_resources.remove(0).state), thing(&[("name", "n".into())]));
}

#[tokio::test]
async fn nothing_found_is_an_error_and_not_an_empty_import() {
    let answer = import("n", finds(Value::Null, Diagnostics::new())).await;
    assert_eq!(summaries(&answer.diagnostics), ["There is nothing to import"]);
    let refused = Diagnostic::error("not an id", "").into();
    let answer = import("n", finds(Value::Null, refused)).await;
    assert_eq!((summaries(&answer.diagnostics), answer.imported_resources.len()), (vec!["not an id".into()], 0));
    let answer = import("", Fake::default()).await;
    assert_eq!(summaries(&answer.diagnostics), ["An import needs an id"]);
}
