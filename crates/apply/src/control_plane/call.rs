//! A request, in the words of messages.

use std::fmt;

use http::Request;

/// A request to the control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// URL of the API server.
    pub host: String,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
}

/// What a user must be permitted, so that a request is not denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// The verbs; any one of them may be missing.
    pub verbs: &'static [&'static str],
    /// The resource with its group, such as `components.choreo.dev`.
    pub resource: String,
    /// The namespace; `None` for what is in none.
    pub namespace: Option<String>,
}

impl Call {
    pub(super) fn new<B>(host: &str, request: &Request<B>) -> Self {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        Self { host: host.to_owned(), method, path }
    }

    /// What the request needs.
    pub fn right(&self) -> Right {
        let parts: Vec<&str> = self.path.split('/').filter(|part| !part.is_empty()).collect();
        let (group, rest) = match parts.as_slice() {
            ["apis", group, _, rest @ ..] => (Some(*group), rest),
            ["api", _, rest @ ..] => (None, rest),
            rest => (None, rest),
        };
        let (namespace, rest) = match rest {
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (Some((*namespace).to_owned()), rest),
            rest => (None, rest),
        };
        let plural = rest.first().copied().unwrap_or_default();
        let resource = group.map_or_else(|| plural.to_owned(), |group| format!("{plural}.{group}"));
        Right { verbs: verbs(&self.method, rest.len() > 1), resource, namespace }
    }
}

/// What a method is permitted as; an object that is applied may have to be created.
fn verbs(method: &str, one: bool) -> &'static [&'static str] {
    match (method, one) {
        ("GET", true) => &["get"],
        ("GET", false) => &["list"],
        ("PATCH", _) => &["patch", "create"],
        ("DELETE", _) => &["delete"],
        ("PUT", _) => &["update"],
        _ => &["create"],
    }
}

impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} on {}", self.verbs.join(" and "), self.resource)?;
        match &self.namespace {
            Some(namespace) => write!(formatter, " in namespace {namespace:?}"),
            None => write!(formatter, " in the whole cluster"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_right_a_request_needs() {
        for (method, path, right) in [
            (
                "PATCH",
                "/apis/choreo.dev/v1/namespaces/acme/components/web",
                "patch and create on components.choreo.dev in namespace \"acme\"",
            ),
            (
                "GET",
                "/apis/choreo.dev/v1/namespaces/acme/components",
                "list on components.choreo.dev in namespace \"acme\"",
            ),
            ("GET", "/apis/choreo.dev/v1/organizations/acme", "get on organizations.choreo.dev in the whole cluster"),
            ("DELETE", "/api/v1/namespaces/acme/secrets/token", "delete on secrets in namespace \"acme\""),
            ("GET", "/api/v1/namespaces/acme", "get on namespaces in the whole cluster"),
        ] {
            let call = Call { host: "https://a".into(), method: method.into(), path: path.into() };
            assert_eq!(call.right().to_string(), right);
        }
    }
}
