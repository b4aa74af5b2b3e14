use percent_encoding::percent_decode_str;

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// A description of the server.
    Discovery(Page),
    /// Objects.
    Resource(Place),
    /// Nothing that the server has.
    Unknown,
}

/// A description of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// `/healthz` and its siblings.
    Health,
    /// `/version`.
    Version,
    /// `/api`.
    CoreVersions,
    /// `/apis`.
    Groups,
    /// `/apis/GROUP`.
    Group(String),
    /// `/api/v1` and `/apis/GROUP/VERSION`.
    Resources { group: String, version: String },
    /// `/openapi/v2`.
    OlderOpenApi,
    /// `/openapi/v3`.
    OpenApiIndex,
    /// `/openapi/v3/api/v1` and `/openapi/v3/apis/GROUP/VERSION`.
    OpenApi { group: String, version: String },
}

/// The place of objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) namespace: Option<String>,
    pub(super) plural: String,
    pub(super) name: Option<String>,
    pub(super) subresource: Option<String>,
}

impl Route {
    pub(super) fn parse(path: &str) -> Self {
        let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).map(decode).collect();
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        match segments[..] {
            ["healthz" | "readyz" | "livez", ..] => Self::Discovery(Page::Health),
            ["version"] => Self::Discovery(Page::Version),
            ["openapi", "v2"] => Self::Discovery(Page::OlderOpenApi),
            ["openapi", "v3"] => Self::Discovery(Page::OpenApiIndex),
            ["openapi", "v3", "api", version] => Self::openapi("", version),
            ["openapi", "v3", "apis", group, version] => Self::openapi(group, version),
            ["api"] => Self::Discovery(Page::CoreVersions),
            ["apis"] => Self::Discovery(Page::Groups),
            ["apis", group] => Self::Discovery(Page::Group(group.to_owned())),
            ["api", version, ref rest @ ..] => Self::below("", version, rest),
            ["apis", group, version, ref rest @ ..] => Self::below(group, version, rest),
            _ => Self::Unknown,
        }
    }

    fn openapi(group: &str, version: &str) -> Self {
        Self::Discovery(Page::OpenApi { group: group.to_owned(), version: version.to_owned() })
    }

    fn below(group: &str, version: &str, rest: &[&str]) -> Self {
        let place = Place { group: group.to_owned(), version: version.to_owned(), ..Place::default() };
        match *rest {
            [] => Self::Discovery(Page::Resources { group: place.group, version: place.version }),
            ["namespaces", name, subresource @ ("status" | "finalize")] if group.is_empty() => {
                place.objects(None, "namespaces", &[name, subresource])
            }
            ["namespaces", namespace, plural, ref rest @ ..] => place.objects(Some(namespace), plural, rest),
            [plural, ref rest @ ..] => place.objects(None, plural, rest),
        }
    }
}

impl Place {
    fn objects(self, namespace: Option<&str>, plural: &str, rest: &[&str]) -> Route {
        let (name, subresource) = match *rest {
            [] => (None, None),
            [name] => (Some(name), None),
            [name, subresource] => (Some(name), Some(subresource)),
            _ => return Route::Unknown,
        };
        Route::Resource(Self {
            namespace: namespace.map(str::to_owned),
            plural: plural.to_owned(),
            name: name.map(str::to_owned),
            subresource: subresource.map(str::to_owned),
            ..self
        })
    }
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(
        group: &str,
        namespace: Option<&str>,
        plural: &str,
        name: Option<&str>,
        subresource: Option<&str>,
    ) -> Route {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Route::Resource(Place {
            group: group.to_owned(),
            version: "v1".to_owned(),
            namespace: owned(namespace),
            plural: plural.to_owned(),
            name: owned(name),
            subresource: owned(subresource),
        })
    }

    #[test]
    fn paths_lead_to_their_objects() {
        let cases = [
            ("/api/v1/pods", place("", None, "pods", None, None)),
            ("/api/v1/namespaces", place("", None, "namespaces", None, None)),
            ("/api/v1/namespaces/a", place("", None, "namespaces", Some("a"), None)),
            ("/api/v1/namespaces/a/status", place("", None, "namespaces", Some("a"), Some("status"))),
            ("/api/v1/namespaces/a/pods", place("", Some("a"), "pods", None, None)),
            ("/api/v1/namespaces/a/pods/b/status", place("", Some("a"), "pods", Some("b"), Some("status"))),
            ("/apis/x.io/v1/widgets/b%3Ac", place("x.io", None, "widgets", Some("b:c"), None)),
            ("/apis/x.io/v1/namespaces/a/widgets/b", place("x.io", Some("a"), "widgets", Some("b"), None)),
            ("/api/v1/namespaces/a/pods/b/c/d", Route::Unknown),
            ("/metrics", Route::Unknown),
            ("/", Route::Unknown),
        ];
        for (path, expected) in cases {
            assert_eq!(Route::parse(path), expected, "{path}");
        }
    }
}
