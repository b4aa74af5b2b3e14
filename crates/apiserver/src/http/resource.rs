use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response, StatusCode};

use super::form::Form;
use super::list::{self, Collection};
use super::query::Query;
use super::respond::{self, ResponseBody};
use super::route::Place;
use super::{content, review, scale, write};
use crate::core::Core;
use crate::lifecycle::{Target, not_found};
use crate::registry::ResourceType;
use crate::selector::Filter;
use crate::status::{ApiError, Reason};
use crate::store::Key;

/// Subresources that Kubernetes has and this server does not.
const MISSING_SUBRESOURCES: [&str; 9] =
    ["attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "proxy", "token"];

/// A request about objects of a known type.
pub(super) struct Call {
    pub(super) core: Arc<Core>,
    pub(super) kind: Arc<ResourceType>,
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
    /// Whether the request goes to `/status`.
    pub(super) status: bool,
    pub(super) query: Query,
    pub(super) parts: Parts,
    pub(super) body: Bytes,
}

/// Answers a request about objects.
pub(super) async fn answer(
    core: Arc<Core>,
    place: Place,
    parts: Parts,
    body: Bytes,
) -> Result<Response<ResponseBody>, ApiError> {
    if let Some(review) = review::find(&place) {
        return review.answer(&place, &parts, &body);
    }
    let catalog = core.registry.catalog();
    let Some(kind) = catalog.get(&place.group, &place.version, &place.plural).cloned() else {
        return Ok(respond::unknown_path());
    };
    let Place { namespace, name, subresource, .. } = place;
    let misplaced = if kind.namespaced { namespace.is_none() && name.is_some() } else { namespace.is_some() };
    let status = subresource.as_deref() == Some("status");
    if misplaced {
        return Ok(respond::unknown_path());
    }
    let scale = subresource.as_deref() == Some("scale") && kind.scale.is_some();
    match subresource.as_deref() {
        None => {}
        Some("status") if kind.status => {}
        Some("scale") if scale => {}
        Some(_) if kind.custom().is_some() => return Err(not_found(&kind, name.as_deref().unwrap_or_default())),
        Some(missing) if MISSING_SUBRESOURCES.contains(&missing) => {
            let message = format!("{}/{missing} is not implemented", kind.qualified());
            return Err(ApiError::new(Reason::NotImplemented, message));
        }
        Some(_) => return Ok(respond::unknown_path()),
    }
    content::check_accept(&parts.headers)?;
    let query = Query::parse(parts.uri.query());
    let call = Call { core, kind, namespace, name, status, query, parts, body };
    if scale { scale::answer(call).await } else { call.answer().await }
}

impl Call {
    async fn answer(self) -> Result<Response<ResponseBody>, ApiError> {
        match (self.parts.method.clone(), self.name.is_some(), self.status) {
            (Method::GET, true, _) if self.query.flag("watch")? => self.collection(),
            (Method::GET, true, _) => self.get(),
            (Method::GET, false, _) => self.collection(),
            (Method::POST, false, _) => write::create(self).await,
            (Method::PUT, true, _) => write::replace(self).await,
            (Method::PATCH, true, _) => write::patch(self).await,
            (Method::DELETE, true, false) => write::delete(self).await,
            (Method::DELETE, false, _) if !self.kind.is("", "namespaces") => write::delete_collection(self).await,
            (method, ..) => {
                let message = format!("{method} is not offered at {}", self.parts.uri.path());
                Err(ApiError::new(Reason::MethodNotAllowed, message))
            }
        }
    }

    /// The object of the request; its name is empty in requests for collections.
    pub(super) fn target(&self) -> Target {
        let name = self.name.as_deref().unwrap_or_default();
        let namespace = self.namespace.as_deref().unwrap_or_default();
        Target { status: self.status, ..Target::new(&self.kind, namespace, name) }
    }

    /// The objects that the request selects.
    pub(super) fn filter(&self) -> Result<Filter, ApiError> {
        Filter::parse(self.query.get("labelSelector"), self.query.get("fieldSelector"))
    }

    fn get(&self) -> Result<Response<ResponseBody>, ApiError> {
        let Target { namespace, name, .. } = self.target();
        let key = Key::new(&self.kind.storage, namespace, name.as_str());
        let stored = self.core.get(&key)?.ok_or_else(|| not_found(&self.kind, &name))?;
        let form = Form::negotiate(&self.parts.headers, &self.query)?;
        Ok(respond::json_bytes(StatusCode::OK, form.render(&self.kind, stored.json)))
    }

    fn collection(self) -> Result<Response<ResponseBody>, ApiError> {
        let filter = match &self.name {
            Some(name) => Filter::parse(None, Some(&format!("metadata.name={name}")))?,
            None => self.filter()?,
        };
        let form = Form::negotiate(&self.parts.headers, &self.query)?;
        let collection = Collection { kind: self.kind, namespace: self.namespace, filter, form };
        if self.query.flag("watch")? {
            list::watch(self.core, collection, &self.query)
        } else {
            list::list(&self.core, &collection, &self.query)
        }
    }
}
