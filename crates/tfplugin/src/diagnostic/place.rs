//! Where a walk through a value is, for the price of a path only when it is asked for.

use std::fmt;

use super::{AttributePath, Step};

/// A place in a value, linked to the places that contain it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'p> {
    /// Where the walk starts.
    Start(&'p AttributePath),
    /// An attribute of the object at a place.
    Attribute(&'p Place<'p>, &'p str),
    /// A key of the map at a place.
    Key(&'p Place<'p>, &'p str),
    /// An index of the list at a place.
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// The path to here.
    pub(crate) fn path(&self) -> AttributePath {
        let mut steps = Vec::new();
        let mut place = self;
        let start = loop {
            place = match place {
                Self::Start(path) => break path,
                Self::Attribute(place, name) => {
                    steps.push(Step::Attribute((*name).to_owned()));
                    place
                }
                Self::Key(place, key) => {
                    steps.push(Step::Key((*key).to_owned()));
                    place
                }
                Self::Index(place, index) => {
                    steps.push(Step::Index(*index as i64));
                    place
                }
            };
        };
        AttributePath(start.0.iter().cloned().chain(steps.into_iter().rev()).collect())
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path())
    }
}

/// The start of a walk through a whole value.
pub(crate) const ROOT: Place<'static> = Place::Start(&AttributePath(Vec::new()));
