use std::time::Instant;

use http::request::Parts;

/// A request, as far as it matters to faults.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query; empty where there is none.
    pub query: String,
    /// The bearer token; empty where there is none.
    pub token: String,
}

/// A request that came, and what became of it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When it came.
    pub at: Instant,
    /// The request.
    pub call: Call,
    /// Whether a fault was put upon it.
    pub faulty: bool,
}

impl Call {
    pub(super) fn of(request: &Parts) -> Self {
        let token = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        Self {
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            query: request.uri.query().unwrap_or_default().to_owned(),
            token: token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned(),
        }
    }

    /// Whether it is about objects of a type, named in the plural; about one or all of them.
    pub fn concerns(&self, plural: &str) -> bool {
        self.path.split('/').any(|part| part == plural)
    }

    /// Whether it watches.
    pub fn is_watch(&self) -> bool {
        self.query.split('&').any(|parameter| matches!(parameter, "watch=true" | "watch=1" | "watch"))
    }

    /// Whether it only checks what would happen.
    pub fn is_dry_run(&self) -> bool {
        self.query.split('&').any(|parameter| parameter.starts_with("dryRun="))
    }

    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && !self.is_dry_run()
    }
}
