//! Templates of the variables that connections inject.

use openchoreo_api::component::Endpoint;

use crate::address;

/// What placeholders stand for.
pub(crate) struct Fields<'a> {
    pub(crate) host: String,
    pub(crate) port: String,
    pub(crate) url: String,
    address: String,
    path: &'a str,
}

/// The placeholders that a connection's variables may hold.
pub(crate) const PLACEHOLDERS: [&str; 5] = ["host", "port", "address", "path", "url"];

impl<'a> Fields<'a> {
    /// What is told of an endpoint of a component.
    pub(crate) fn of(component: &str, namespace: &str, endpoint: &'a Endpoint) -> Self {
        let host = address::host(component, namespace);
        let address = format!("{host}:{}", endpoint.port);
        let url = address::url(endpoint, &address);
        Self { host, port: endpoint.port.to_string(), address, path: &endpoint.path, url }
    }

    /// Replaces the placeholders of a template.
    pub(crate) fn fill(&self, template: &str) -> String {
        let mut filled = String::with_capacity(template.len() + self.url.len());
        for piece in pieces(template) {
            filled.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Placeholder("host") => &self.host,
                Piece::Placeholder("port") => &self.port,
                Piece::Placeholder("address") => &self.address,
                Piece::Placeholder("path") => self.path,
                Piece::Placeholder("url") => &self.url,
                Piece::Placeholder(_) => "",
            });
        }
        filled
    }
}

/// A part of a template.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// A lowercase word in braces. Validation has refused those that are not in [`PLACEHOLDERS`].
    Placeholder(&'a str),
}

/// Splits a template into text and placeholders. Braces around anything but a lowercase word stand for themselves.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    let mut searched = 0;
    while let Some(found) = rest[searched..].find('{') {
        let open = searched + found;
        let word = rest[open + 1..].find(|c: char| !c.is_ascii_lowercase()).map_or("", |end| &rest[open + 1..][..end]);
        let close = open + 1 + word.len();
        if word.is_empty() || rest.as_bytes().get(close) != Some(&b'}') {
            searched = open + 1;
            continue;
        }
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        pieces.push(Piece::Placeholder(word));
        rest = &rest[close + 1..];
        searched = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_templates() {
        use Piece::{Placeholder, Text};
        for (template, expected) in [
            ("", vec![]),
            ("plain", vec![Text("plain")]),
            ("{host}", vec![Placeholder("host")]),
            ("a{host}:{port}b", vec![Text("a"), Placeholder("host"), Text(":"), Placeholder("port"), Text("b")]),
            ("{\"a\":{}}", vec![Text("{\"a\":{}}")]),
            ("{{host}}", vec![Text("{"), Placeholder("host"), Text("}")]),
            ("{host", vec![Text("{host")]),
            ("{nope}", vec![Placeholder("nope")]),
        ] {
            assert_eq!(pieces(template), expected, "{template}");
        }
    }
}
