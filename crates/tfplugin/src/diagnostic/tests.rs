use super::{AttributePath, Diagnostic, Diagnostics};

#[test]
fn reads_like_a_configuration() {
    let path = AttributePath::root("endpoints").key("a\"b").attribute("args").index(3);
    let diagnostics: Diagnostics = [
        Diagnostic::error("port is out of range", "70000 is above 65535").at(path),
        Diagnostic::warning("image is assumed", ""),
        Diagnostic::warning("image is assumed", ""),
    ]
    .into_iter()
    .collect();
    assert_eq!(
        diagnostics.to_string(),
        "error at endpoints[\"a\\\"b\"].args[3]: port is out of range: 70000 is above 65535\nwarning: image is assumed\n"
    );
}
