//! The HTTP surface: routing, media types, verbs.

mod accept;
mod aggregated;
mod content;
mod discovery;
mod form;
mod list;
mod list_options;
mod log_entry;
mod number;
mod page;
mod query;
mod resource;
mod respond;
mod review;
mod route;
mod scale;
mod service;
mod write;

pub(crate) use form::Form;
pub(crate) use list::too_large;
pub(crate) use page::Continuations;
pub use respond::ResponseBody;
pub(crate) use respond::status_response;
pub use service::ApiService;
