//! Cells: a project in an environment on a data plane, isolated in a namespace of its own.

use openchoreo_api::names;
use serde_json::{Map, Value};

use crate::{kinds, manifest::Manifest, name};

/// A project in an environment on a data plane.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Organization.
    pub organization: String,
    /// Project.
    pub project: String,
    /// Environment.
    pub environment: String,
    /// Data plane.
    pub data_plane: String,
}

const PREFIX: &str = "dp";
const MAX: usize = 63;

impl Cell {
    /// The cell's namespace, at most 63 characters: readable parts of the names and a hash over the four of them, so
    /// that two data planes may share a cluster.
    pub fn namespace(&self) -> String {
        let parts = [&self.organization, &self.project, &self.environment];
        // A separator before each part and before the hash.
        let budget = MAX - PREFIX.len() - name::HASH - parts.len() - 1;
        let shares = name::shares(parts.map(String::len), budget);
        let [organization, project, environment] =
            std::array::from_fn(|index| name::prefix(parts[index], shares[index]));
        let hash = name::hash([&*self.organization, &self.project, &self.environment, &self.data_plane]);
        format!("{PREFIX}-{organization}-{project}-{environment}-{hash}")
    }

    /// The cell's objects: its Namespace, and the policies that deny all traffic but name resolution.
    pub fn manifests(&self) -> Vec<Manifest> {
        let namespace = self.namespace();
        let [deny, dns] = kinds::network_policy::of_cell(&namespace, &self.labels());
        vec![kinds::namespace::manifest(namespace, self.labels()), deny, dns]
    }

    /// Labels of everything in the cell.
    pub(crate) fn labels(&self) -> Map<String, Value> {
        [
            (names::ORGANIZATION, self.organization.as_str()),
            (names::PROJECT, &self.project),
            (names::ENVIRONMENT, &self.environment),
            (names::DATA_PLANE, &self.data_plane),
            (names::MANAGED_BY, names::MANAGER),
        ]
        .into_iter()
        .map(|(label, value)| (label.to_owned(), Value::from(value)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namespace(names: [&str; 4]) -> String {
        let [organization, project, environment, data_plane] = names.map(str::to_owned);
        Cell { organization, project, environment, data_plane }.namespace()
    }

    #[test]
    fn namespaces_are_readable() {
        let name = namespace(["default", "shop", "development", "local"]);
        assert_eq!(name.rsplit_once('-').map(|(parts, _)| parts), Some("dp-default-shop-development"));
    }

    #[test]
    fn namespaces_fit_and_are_valid_for_the_longest_names() {
        let long = "a-".repeat(31) + "a";
        let name = namespace([&long; 4]);
        assert!(name.len() <= 63, "{name}");
        assert!(name::is_label(&name), "{name}");
    }

    #[test]
    fn namespaces_differ_by_each_part_and_by_where_parts_end() {
        let cells = [
            ["a-b", "c", "d", "e"],
            ["a", "b-c", "d", "e"],
            ["a", "b", "c-d", "e"],
            ["a", "b", "c", "d-e"],
            ["a", "b", "c", "e"],
        ];
        let names: std::collections::BTreeSet<_> = cells.into_iter().map(namespace).collect();
        assert_eq!(names.len(), cells.len());
    }
}
