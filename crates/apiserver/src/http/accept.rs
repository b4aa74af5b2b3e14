use http::HeaderMap;
use http::header::ACCEPT;

/// A JSON type that a client accepts, and what the answer is to be converted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Accepted<'a> {
    /// `as`: the kind wanted in place of the object's own.
    pub(super) kind: Option<&'a str>,
    /// `g`: that kind's group.
    pub(super) group: &'a str,
    /// `v`: that kind's version.
    pub(super) version: &'a str,
}

/// The header's text; empty if there is none.
pub(super) fn header(headers: &HeaderMap) -> &str {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The JSON types that a client accepts, in its order; anything where it does not say.
pub(super) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Accepted<'_>> {
    let header = header(headers);
    let header = if header.is_empty() { "*/*" } else { header };
    header.split(',').filter_map(Accepted::parse)
}

impl<'a> Accepted<'a> {
    fn parse(entry: &'a str) -> Option<Self> {
        let mut parts = entry.split(';').map(str::trim);
        if !matches!(parts.next()?, "application/json" | "application/*" | "*/*") {
            return None;
        }
        let mut accepted = Self::default();
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match name {
                "as" => accepted.kind = Some(value),
                "g" => accepted.group = value,
                "v" => accepted.version = value,
                _ => {}
            }
        }
        Some(accepted)
    }
}
