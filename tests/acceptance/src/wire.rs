//! Requests and answers of a Kubernetes API server, as they are on the wire.

use std::pin::Pin;

use anyhow::{Context, Result, bail};
use futures::{AsyncBufReadExt, Stream, StreamExt, TryStreamExt};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde_json::Value;

/// Sends requests that need not make sense, and gives answers that need not be a success.
#[derive(Clone)]
pub struct Wire {
    client: Client,
}

/// The events of a watch.
pub type Events = Pin<Box<dyn Stream<Item = Result<Value>> + Send>>;

impl Wire {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Reads an object or a list.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, "application/json", None).await
    }

    /// Reads an object or a list in the form that the `Accept` header asks for.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get_as(&self, path: &str, accept: &str) -> Result<Answer> {
        self.answer(Request::get(path).header("accept", accept).body(Body::empty())?).await
    }

    /// Creates an object.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("POST", path, "application/json", Some(body)).await
    }

    /// Replaces an object.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("PUT", path, "application/json", Some(body)).await
    }

    /// Changes an object by a JSON merge patch.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn merge(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("PATCH", path, "application/merge-patch+json", Some(body)).await
    }

    /// Changes an object by a JSON patch.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn json_patch(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("PATCH", path, "application/json-patch+json", Some(body)).await
    }

    /// Server-side apply; the manager and other parameters are part of the path.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn apply(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("PATCH", path, "application/apply-patch+yaml", Some(body)).await
    }

    /// Deletes an object or a collection, with options in the body if any are given.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn delete(&self, path: &str, options: Option<&Value>) -> Result<Answer> {
        self.send("DELETE", path, "application/json", options).await
    }

    /// Sends any request.
    ///
    /// # Errors
    /// When there is no answer, or one that is not JSON.
    pub async fn send(&self, method: &str, path: &str, media_type: &str, body: Option<&Value>) -> Result<Answer> {
        self.answer(request(method, path, media_type, body)?).await
    }

    /// Sends a body that is not JSON.
    ///
    /// # Errors
    /// When there is no answer, or one that is not JSON.
    pub async fn send_bytes(&self, method: &str, path: &str, media_type: &str, body: Vec<u8>) -> Result<Answer> {
        let builder = Request::builder().method(method).uri(path).header("accept", "application/json");
        self.answer(builder.header("content-type", media_type).body(Body::from(body))?).await
    }

    async fn answer(&self, request: Request<Body>) -> Result<Answer> {
        let call = format!("{} {}", request.method(), request.uri());
        Answer::read(self.client.send(request).await.context(call)?).await
    }

    /// Watches; the path's parameters say what and from where.
    ///
    /// # Errors
    /// When the answer is no stream of events.
    pub async fn watch(&self, path: &str) -> Result<Events> {
        self.watch_as(path, "application/json").await
    }

    /// Watches, with the objects in the form that the `Accept` header asks for.
    ///
    /// # Errors
    /// When the answer is no stream of events.
    pub async fn watch_as(&self, path: &str, accept: &str) -> Result<Events> {
        match self.open(path, accept).await? {
            Ok(events) => Ok(events),
            Err(answer) => bail!("{path} answers {}", answer.code),
        }
    }

    /// Watches, or gives the answer that refuses to.
    ///
    /// # Errors
    /// When there is no answer, or a refusal that is not JSON.
    pub async fn open(&self, path: &str, accept: &str) -> Result<Result<Events, Answer>> {
        let request = Request::get(path).header("accept", accept).body(Body::empty())?;
        let response = self.client.send(request).await?;
        if response.status() != StatusCode::OK {
            return Ok(Err(Answer::read(response).await?));
        }
        let bytes = response.into_body().into_data_stream().map_err(std::io::Error::other);
        let events = bytes.into_async_read().lines().map(|line| Ok(serde_json::from_str(&line?)?));
        Ok(Ok(events.boxed()))
    }
}

fn request(method: &str, path: &str, media_type: &str, body: Option<&Value>) -> Result<Request<Body>> {
    let builder = Request::builder().method(method).uri(path).header("accept", "application/json");
    Ok(match body {
        Some(body) => builder.header("content-type", media_type).body(Body::from(serde_json::to_vec(body)?))?,
        None => builder.body(Body::empty())?,
    })
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub code: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The object, list or Status.
    pub body: Value,
}

impl Answer {
    async fn read(response: http::Response<Body>) -> Result<Self> {
        let (head, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let body = match head.headers.get("content-type").map(|value| value.as_bytes().starts_with(b"application/json"))
        {
            Some(true) => serde_json::from_slice(&bytes)?,
            _ => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        };
        Ok(Self { code: head.status, headers: head.headers, body })
    }

    /// The body of a success.
    ///
    /// # Errors
    /// When the answer is an error; its message is part of the error.
    pub fn ok(self) -> Result<Value> {
        if !self.code.is_success() {
            bail!("{}: {}", self.code, self.body["message"].as_str().unwrap_or_default());
        }
        Ok(self.body)
    }

    /// The body of a failure, a Status, which names the code that the HTTP status has.
    ///
    /// # Errors
    /// When the answer is a success or not a Status of its own code.
    pub fn failure(self, code: u16) -> Result<Value> {
        if self.code != code || self.body["kind"] != "Status" || self.body["code"] != code {
            bail!("{} in place of a Status with {code}: {}", self.code, self.body);
        }
        Ok(self.body)
    }

    /// The texts of the Warning headers.
    pub fn warnings(&self) -> Vec<String> {
        let values = self.headers.get_all("warning").iter().filter_map(|value| value.to_str().ok());
        // `299 - "text"`, in which the text escapes quotes and backslashes.
        let quoted = values.filter_map(|value| value.strip_prefix("299 - ")?.strip_prefix('"')?.strip_suffix('"'));
        quoted.map(|text| text.replace("\\\"", "\"").replace("\\\\", "\\")).collect()
    }
}
