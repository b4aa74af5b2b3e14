use std::time::Duration;

use http::StatusCode;
use serde_json::json;

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is answered without the server.
    Answer(Answer),
    /// The connection is reset, and the server never sees the request.
    ResetBefore,
    /// The server does what is asked, and the connection is reset in place of the answer.
    ResetAfter,
    /// The request reaches the server so much later.
    Delay(Duration),
    /// No answer ever comes, though the connection stays. The server does not see the request.
    Stall,
    /// The answer comes in pieces of so many bytes, with a pause before each.
    Trickle(usize, Duration),
    /// The connection is reset so long after the answer began.
    Cut(Duration),
}

/// An answer of the proxy's own.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) code: StatusCode,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Answer {
    /// A failure as Kubernetes answers it. A code that HTTP does not have is answered as 500.
    pub fn status(code: u16, reason: &str, message: &str) -> Self {
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": message, "reason": reason, "code": code,
        });
        Self::new(code, "application/json", status.to_string())
    }

    /// A failure as something between client and server answers it, which knows nothing of Kubernetes.
    pub fn page(code: u16, body: &str) -> Self {
        Self::new(code, "text/html", body.to_owned())
    }

    /// That a request is not permitted, as kube-apiserver says it.
    pub fn forbidden(user: &str, verb: &str, resource: &str, namespace: &str) -> Self {
        let message = format!(
            "{resource}.choreo.dev is forbidden: User \"{user}\" cannot {verb} resource \"{resource}\" in API group \
             \"choreo.dev\" in the namespace \"{namespace}\""
        );
        let mut answer = Self::status(403, "Forbidden", &message);
        let details = json!({ "group": "choreo.dev", "kind": resource });
        answer.body = answer.body.replacen('{', &format!("{{\"details\":{details},"), 1);
        answer
    }

    /// The stream of a watch that cannot begin where it is asked to.
    pub fn expired_watch() -> Self {
        let gone = Self::status(410, "Expired", "too old resource version: 1 (1000000)");
        let event = format!("{{\"type\":\"ERROR\",\"object\":{}}}\n", gone.body);
        Self::new(200, "application/json", event)
    }

    /// The same, with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn new(code: u16, media_type: &str, body: String) -> Self {
        let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { code, headers: vec![("content-type", media_type.to_owned())], body }
    }
}

impl From<Answer> for Fault {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}
