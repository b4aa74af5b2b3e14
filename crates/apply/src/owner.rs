//! Whose an object on a data plane is.

use std::collections::BTreeMap;

use openchoreo_api::names;

/// What an object was compiled from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// Organization, which is also the namespace of the owner.
    pub organization: String,
    /// The owner in the organization.
    pub source: Source,
}

/// What in an organization an object was compiled from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A project: the object makes up its cell.
    Project(String),
    /// A component.
    Component(String),
}

impl Owner {
    /// The owner of a component's objects.
    pub fn component(organization: impl Into<String>, name: impl Into<String>) -> Self {
        Self { organization: organization.into(), source: Source::Component(name.into()) }
    }

    /// The owner of a project's cells.
    pub fn project(organization: impl Into<String>, name: impl Into<String>) -> Self {
        Self { organization: organization.into(), source: Source::Project(name.into()) }
    }

    /// The owner that an object's labels name; `None` for an object that the platform does not manage.
    pub fn of(labels: Option<&BTreeMap<String, String>>) -> Option<Self> {
        let labels = labels?;
        labels.get(names::MANAGED_BY).filter(|manager| *manager == names::MANAGER)?;
        let organization = labels.get(names::ORGANIZATION)?.clone();
        let source = match labels.get(names::COMPONENT) {
            Some(component) => Source::Component(component.clone()),
            None => Source::Project(labels.get(names::PROJECT)?.clone()),
        };
        Some(Self { organization, source })
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.source {
            Source::Project(name) => write!(f, "project {name} of organization {}", self.organization),
            Source::Component(name) => write!(f, "component {name} of organization {}", self.organization),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn labels_name_the_owner_only_if_the_platform_manages_the_object() {
        let ours = [(names::MANAGED_BY, names::MANAGER), (names::ORGANIZATION, "acme"), (names::PROJECT, "shop")];
        assert_eq!(Owner::of(Some(&labels(&ours))), Some(Owner::project("acme", "shop")));
        let component = [&ours[..], &[(names::COMPONENT, "cart")]].concat();
        assert_eq!(Owner::of(Some(&labels(&component))), Some(Owner::component("acme", "cart")));
        assert_eq!(Owner::of(Some(&labels(&component[1..]))), None);
        assert_eq!(Owner::of(None), None);
    }
}
