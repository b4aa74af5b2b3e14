use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;

use super::form::Form;
use super::list_options;
use super::page::Token;
use super::query::Query;
use super::respond::{self, ResponseBody};
use crate::core::Core;
use crate::registry::ResourceType;
use crate::selector::Filter;
use crate::status::{ApiError, Cause, Reason};
use crate::store::{Range, Snapshot};
use crate::watch::{self, WatchRequest};

/// How long a watch runs whose client does not say.
const DEFAULT_WATCH: Duration = Duration::from_secs(2700);

/// How long a watch runs at most: longer than any server, and short enough to be added to the time.
const LONGEST_WATCH: Duration = Duration::from_secs(365 * 24 * 3600);

/// A collection of objects.
#[derive(Clone, Debug)]
pub(super) struct Collection {
    pub(super) kind: Arc<ResourceType>,
    pub(super) namespace: Option<String>,
    pub(super) filter: Filter,
    pub(super) form: Form,
}

/// Watches a collection.
pub(super) fn watch(
    core: Arc<Core>,
    collection: Collection,
    query: &Query,
) -> Result<Response<ResponseBody>, ApiError> {
    list_options::check(query, true)?;
    // Anything but a refusal asks for the objects, which is how kube-apiserver reads it.
    let initial = query.get("sendInitialEvents").map(|wanted| !matches!(wanted, "false" | "0"));
    let revision = query.number("resourceVersion")?.filter(|revision| *revision != 0);
    let bookmarks = query.flag("allowWatchBookmarks")?;
    let after = match (initial, revision) {
        (Some(true), _) | (None, None) => None,
        (Some(false), None) => Some(core.store.snapshot()?.revision()),
        (_, revision) => revision,
    };
    let request = WatchRequest {
        kind: collection.kind,
        namespace: collection.namespace,
        filter: collection.filter,
        form: collection.form,
        after,
        at_least: revision.unwrap_or(0),
        mark_initial: initial == Some(true) && bookmarks,
        bookmarks,
        timeout: timeout(query)?,
    };
    Ok(respond::stream(watch::stream(core, request)))
}

/// How long a watch runs; no time at all counts as none given.
fn timeout(query: &Query) -> Result<Duration, ApiError> {
    let asked = query.number("timeoutSeconds")?.filter(|seconds| *seconds > 0);
    Ok(asked.map_or(DEFAULT_WATCH, |seconds| Duration::from_secs(seconds).min(LONGEST_WATCH)))
}

/// Lists a collection, or a page of it.
pub(super) fn list(core: &Core, collection: &Collection, query: &Query) -> Result<Response<ResponseBody>, ApiError> {
    list_options::check(query, false)?;
    let limit = query.number("limit")?.filter(|limit| *limit > 0);
    let token = query.get("continue").map(Token::decode).transpose()?;
    let snapshot = match &token {
        Some(token) => core.continuations.at(token.revision).ok_or_else(|| {
            ApiError::new(Reason::Expired, "continue: the list is no longer kept at its revision; start it again")
        })?,
        None => snapshot_for(core, query)?,
    };
    let page = Page::read(&*snapshot, collection, token.as_ref(), limit)?;
    if page.rest > 0 {
        core.continuations.hold(Arc::clone(&snapshot));
    }
    Ok(respond::json_bytes(StatusCode::OK, page.render(collection, snapshot.revision())))
}

fn snapshot_for(core: &Core, query: &Query) -> Result<Arc<dyn Snapshot>, ApiError> {
    let snapshot: Arc<dyn Snapshot> = core.store.snapshot()?.into();
    let asked = query.number("resourceVersion")?.unwrap_or(0);
    let latest = snapshot.revision();
    match asked.cmp(&latest) {
        Ordering::Greater => Err(too_large(asked, latest)),
        Ordering::Less if query.get("resourceVersionMatch") == Some("Exact") => {
            core.continuations.at(asked).ok_or_else(|| {
                let message = format!("lists are kept at the latest resourceVersion only, {latest}, not at {asked}");
                ApiError::new(Reason::Expired, message)
            })
        }
        Ordering::Less | Ordering::Equal => Ok(snapshot),
    }
}

/// The answer to a version that has not come yet.
pub(crate) fn too_large(asked: u64, latest: u64) -> ApiError {
    let message = format!("the resourceVersion {asked} is larger than the latest, {latest}");
    let cause = Cause { reason: "ResourceVersionTooLarge".to_owned(), message: message.clone(), field: None };
    ApiError::new(Reason::Timeout, message).because([cause])
}

/// A page of a list: the objects' JSON, separated by commas.
#[derive(Default)]
struct Page {
    items: Vec<u8>,
    count: u64,
    last: Option<(String, String)>,
    /// How many more objects there are.
    rest: u64,
    counted: bool,
}

impl Page {
    fn read(
        snapshot: &dyn Snapshot,
        collection: &Collection,
        token: Option<&Token>,
        limit: Option<u64>,
    ) -> Result<Self, ApiError> {
        let Collection { kind, namespace, filter, form } = collection;
        let after = token.map(|token| (token.namespace.as_str(), token.name.as_str()));
        let mut page = Self { counted: filter.selects_all(), ..Self::default() };
        snapshot.scan(&Range { resource: &kind.storage, namespace: namespace.as_deref(), after }, &mut |row| {
            if !filter.matches(row.namespace, row.name, row.json) {
                return true;
            }
            if limit == Some(page.count) {
                page.rest += 1;
                return page.counted;
            }
            if page.count > 0 {
                page.items.push(b',');
            }
            form.write_item(&mut page.items, kind, row.json);
            page.count += 1;
            if limit == Some(page.count) {
                page.last = Some((row.namespace.to_owned(), row.name.to_owned()));
            }
            true
        })?;
        Ok(page)
    }

    fn render(self, collection: &Collection, revision: u64) -> Bytes {
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if let (1.., Some((namespace, name))) = (self.rest, self.last) {
            metadata["continue"] = json!(Token { revision, namespace, name }.encode());
            if self.counted {
                metadata["remainingItemCount"] = json!(self.rest);
            }
        }
        let mut document = collection.form.list_head(&collection.kind, &metadata).into_bytes();
        document.reserve_exact(self.items.len() + 3);
        document.extend_from_slice(&self.items);
        document.extend_from_slice(b"]}\n");
        document.into()
    }
}
