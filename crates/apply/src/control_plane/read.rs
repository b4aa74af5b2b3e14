//! Reading objects, singly and as lists.

use std::collections::HashMap;

use kube::{
    api::{GetParams, ListParams},
    core::DynamicObject,
    discovery::ApiResource,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{ControlPlane, Error, Limits, Target, collection};

const PAGE: u32 = 500;

/// Objects of one list by name, unparsed: most of them are asked for once or never.
pub(super) type Listing = HashMap<String, Box<RawValue>>;

#[derive(Deserialize)]
struct Page {
    metadata: PageMetadata,
    items: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct PageMetadata {
    #[serde(default, rename = "continue")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    metadata: ItemMetadata,
}

#[derive(Deserialize)]
struct ItemMetadata {
    name: String,
}

impl ControlPlane {
    /// Reads an object; `None` where it or its namespace does not exist.
    ///
    /// # Errors
    /// [`Error::TypeNotFound`] where its type does not exist, and any other reason for which it cannot be read.
    pub async fn get(&self, target: &Target, limits: &Limits) -> Result<Option<DynamicObject>, Error> {
        let request = target.collection().get(&target.name, &GetParams::default()).map_err(bad_request)?;
        match self.send(request, limits).await {
            Ok(answer) => self.parse(&answer.body).map(Some),
            Err(Error::NotFound | Error::NamespaceNotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads all objects of a type in a namespace, page by page.
    pub(super) async fn list(
        &self,
        resource: &ApiResource,
        namespace: Option<&str>,
        limits: &Limits,
    ) -> Result<Listing, Error> {
        let mut listing = Listing::new();
        let mut params = ListParams::default().limit(PAGE);
        loop {
            let request = collection(resource, namespace).list(&params).map_err(bad_request)?;
            let page: Page = self.parse(&self.send(request, limits).await?.body)?;
            for item in page.items {
                let Item { metadata } = self.parse(item.get().as_bytes())?;
                listing.insert(metadata.name, item);
            }
            match page.metadata.next.filter(|next| !next.is_empty()) {
                Some(next) => params = params.continue_token(&next),
                None => return Ok(listing),
            }
        }
    }
}

/// A request that could not even be put together, such as one for an empty name.
pub(super) fn bad_request(error: kube::core::request::Error) -> Error {
    Error::Refused(Box::new(kube::core::Status::failure(&error.to_string(), "BadRequest").with_code(400)))
}
