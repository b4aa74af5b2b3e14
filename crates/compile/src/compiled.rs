//! What compiling gives.

use openchoreo_api::{Problem, component::EndpointUrl};
use serde_json::{Map, Value};

use crate::{cell::Cell, manifest::Manifest};

/// What a component compiles to.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    /// What should exist, by environment and data plane.
    pub desired: Desired<Target>,
    /// Everything that is wrong besides connections. Errors are about the whole component when `desired` is
    /// unresolved, else about the environments that are held.
    pub problems: Vec<Problem>,
    /// Every connection in every environment where the component runs, ordered by environment and name.
    pub connections: Vec<ConnectionState>,
    /// Environments of the pipeline that are behind an approval or a soak.
    pub awaiting: Vec<String>,
    /// The image was derived from the component's name in some environment.
    pub image_assumed: bool,
}

/// What should exist in places (an environment on a data plane each), as far as it can be said.
///
/// There is no way to read "nothing should exist" off an unresolved answer: whoever prunes asks [`Desired::at`].
#[derive(Clone, Debug, PartialEq)]
pub enum Desired<T> {
    /// It can be said everywhere but in the held places.
    Known {
        /// What should exist, one item a place, ordered as the pipeline goes.
        targets: Vec<T>,
        /// Places where it cannot be said; what is there stays as it is.
        held: Vec<Held>,
    },
    /// It can be said nowhere; everything stays as it is.
    Unresolved,
}

/// Where it cannot be said what should exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Environment.
    pub environment: String,
    /// Data plane; none means every data plane of the environment.
    pub data_plane: Option<String>,
}

/// What is to happen in a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict<'a, T> {
    /// Make it so.
    Apply(&'a T),
    /// Leave what is there.
    Keep,
    /// Remove what is there.
    Remove,
}

/// Something that belongs into a place.
pub trait Placed {
    /// Environment.
    fn environment(&self) -> &str;
    /// Data plane.
    fn data_plane(&self) -> &str;
}

impl<T: Placed> Desired<T> {
    /// What is to happen in a place.
    pub fn at(&self, environment: &str, data_plane: &str) -> Verdict<'_, T> {
        let Self::Known { targets, held } = self else { return Verdict::Keep };
        if let Some(target) =
            targets.iter().find(|target| target.environment() == environment && target.data_plane() == data_plane)
        {
            return Verdict::Apply(target);
        }
        let kept = held.iter().any(|place| {
            place.environment == environment && place.data_plane.as_deref().is_none_or(|name| name == data_plane)
        });
        if kept { Verdict::Keep } else { Verdict::Remove }
    }

    /// What is to be applied. Says nothing about what is to be removed; [`Desired::at`] does.
    pub fn to_apply(&self) -> &[T] {
        match self {
            Self::Known { targets, .. } => targets,
            Self::Unresolved => &[],
        }
    }
}

/// A component in one environment on one data plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Environment.
    pub environment: String,
    /// Data plane.
    pub data_plane: String,
    /// Namespace of the component's cell.
    pub namespace: String,
    /// Cells that must exist before the manifests are applied: the component's own first, then those of the
    /// components in other projects that it calls. Their objects are [`Cell::manifests`].
    pub cells: Vec<Cell>,
    /// Image that runs; none for an API proxy.
    pub image: Option<String>,
    /// The component's objects, in the order in which they are to be applied.
    pub manifests: Vec<Manifest>,
    /// Secrets that the component's pods read.
    pub secrets: Vec<SecretCopy>,
    /// Where the endpoints are reached, ordered by endpoint, the cell's own URL first.
    pub urls: Vec<EndpointUrl>,
}

/// A Secret of the organization's namespace that a component reads in its cell.
///
/// Every component has its own copy with the keys that it uses, so that copies need no reference counting.
#[derive(Clone, Debug, PartialEq)]
pub struct SecretCopy {
    /// Name of the Secret in the organization's namespace.
    pub source: String,
    /// Keys that the component uses, ordered.
    pub keys: Vec<String>,
    /// Namespace of the copy.
    pub namespace: String,
    /// Name of the copy.
    pub name: String,
    /// Labels of the copy.
    pub labels: Map<String, Value>,
}

/// A connection in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionState {
    /// Name of the connection.
    pub name: String,
    /// Environment.
    pub environment: String,
    /// Why it is not open; none means that it is.
    pub problem: Option<Problem>,
}

/// What a project compiles to.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledProject {
    /// The project's cells.
    pub desired: Desired<Cell>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
    /// Environments of the pipeline that are behind an approval or a soak.
    pub awaiting: Vec<String>,
}

/// What a whole organization compiles to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Everything {
    /// Every object once, with its data plane, in the order in which they are to be applied.
    pub manifests: Vec<(String, Manifest)>,
    /// Everything that is wrong, connections included.
    pub findings: Vec<Finding>,
}

/// A problem and the object that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Kind of the object.
    pub kind: &'static str,
    /// Name of the object.
    pub name: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Placed for Target {
    fn environment(&self) -> &str {
        &self.environment
    }

    fn data_plane(&self) -> &str {
        &self.data_plane
    }
}

impl Placed for Cell {
    fn environment(&self) -> &str {
        &self.environment
    }

    fn data_plane(&self) -> &str {
        &self.data_plane
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(environment: &str, data_plane: &str) -> Cell {
        let [organization, project] = ["acme", "shop"].map(str::to_owned);
        Cell { organization, project, environment: environment.to_owned(), data_plane: data_plane.to_owned() }
    }

    #[test]
    fn only_places_that_are_known_to_be_empty_are_removed() {
        let held = |data_plane: Option<&str>| Held {
            environment: "test".to_owned(),
            data_plane: data_plane.map(str::to_owned),
        };
        let here = cell("dev", "eu");
        let known = |held| Desired::Known { targets: vec![here.clone()], held: vec![held] };
        for (desired, environment, data_plane, verdict) in [
            (known(held(None)), "dev", "eu", Verdict::Apply(&here)),
            (known(held(None)), "dev", "us", Verdict::Remove),
            (known(held(None)), "test", "eu", Verdict::Keep),
            (known(held(Some("us"))), "test", "us", Verdict::Keep),
            (known(held(Some("us"))), "test", "eu", Verdict::Remove),
            (Desired::Unresolved, "dev", "eu", Verdict::Keep),
        ] {
            assert_eq!(desired.at(environment, data_plane), verdict, "{environment} on {data_plane}");
        }
    }
}
