//! Checks of the `provider` block by itself.

use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    value::Value,
};

/// Errors in the block as far as it is known.
pub(crate) fn validate(config: &Value) -> Diagnostics {
    let urls = [
        ("host", "https://control-plane.example:6443", &["https://", "http://"][..]),
        ("proxy_url", "http://proxy.example:3128", &["http://", "https://"][..]),
    ];
    let mut diagnostics: Diagnostics =
        urls.into_iter().filter_map(|(name, example, schemes)| bad_url(config, name, example, schemes)).collect();
    diagnostics.extend(half_certificate(config));
    diagnostics.extend(field_manager(config));
    diagnostics
}

fn bad_url(config: &Value, name: &str, example: &str, schemes: &[&str]) -> Option<Diagnostic> {
    let text = config.get(name)?.as_str()?;
    let has_host = |scheme: &&&str| text.strip_prefix(**scheme).is_some_and(|rest| !rest.is_empty());
    (!schemes.iter().any(|scheme| has_host(&scheme)) || text.contains(char::is_whitespace)).then(|| {
        let detail = format!("{name} must be a URL that starts with {}, such as {example:?}.", schemes.join(" or "));
        Diagnostic::error(format!("{name} is not a URL"), detail).at(AttributePath::root(name))
    })
}

fn half_certificate(config: &Value) -> Option<Diagnostic> {
    let is_null = |name| config.get(name).is_none_or(Value::is_null);
    let (present, absent) = match (is_null("client_certificate"), is_null("client_key")) {
        (false, true) => ("client_certificate", "client_key"),
        (true, false) => ("client_key", "client_certificate"),
        _ => return None,
    };
    let detail = format!("client_certificate and client_key go together; {absent} is missing.");
    Some(Diagnostic::error(format!("{present} needs {absent}"), detail).at(AttributePath::root(present)))
}

fn field_manager(config: &Value) -> Option<Diagnostic> {
    let name = config.get("field_manager")?.as_str()?;
    (name.is_empty() || name.len() > 128).then(|| {
        let detail = format!("field_manager must have 1 to 128 bytes; it has {}.", name.len());
        Diagnostic::error("field_manager is not a field manager's name", detail)
            .at(AttributePath::root("field_manager"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &[(&str, Value)], expected: &[&str]) {
        let config = Value::object(block.iter().map(|(name, value)| (*name, value.clone())));
        let places: Vec<_> = validate(&config)
            .into_iter()
            .map(|error| error.path.map_or_else(String::new, |path| path.to_string()))
            .collect();
        assert_eq!(places, expected, "{block:?}");
    }

    #[test]
    fn errors_stand_at_their_attribute() {
        check(&[("host", "10.0.0.1:6443".into())], &["host"]);
        check(&[("host", "https://".into()), ("proxy_url", "socks5://x".into())], &["host", "proxy_url"]);
        check(&[("client_key", "k".into())], &["client_key"]);
        check(&[("client_certificate", "c".into()), ("client_key", Value::unknown())], &[]);
        check(&[("field_manager", "".into())], &["field_manager"]);
        check(&[("host", "https://a:6443".into())], &[]);
        check(&[("host", Value::unknown())], &[]);
    }
}
