//! A model held in memory.

use std::{collections::BTreeMap, sync::Arc};

use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Problem, Project, names};

use crate::{model::Model, object::Object, seed};

/// Everything of one organization, by name.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    name: String,
    organization: Option<Arc<Organization>>,
    data_planes: BTreeMap<String, Arc<DataPlane>>,
    environments: BTreeMap<String, Arc<Environment>>,
    pipelines: BTreeMap<String, Arc<DeploymentPipeline>>,
    projects: BTreeMap<String, Arc<Project>>,
    components: BTreeMap<String, Arc<Component>>,
}

impl Snapshot {
    /// An organization of which nothing exists.
    pub fn new(organization: impl Into<String>) -> Self {
        Self { name: organization.into(), ..Self::default() }
    }

    /// The seeded organization `default`, as `openchoreo dev` starts with it.
    pub fn seeded() -> Self {
        let mut snapshot = Self::new(names::DEFAULT);
        snapshot.seed();
        snapshot
    }

    /// Sorts objects into their organizations, ordered by name. The organization `default` has the seeded objects
    /// where the input does not have its own of the same kind and name, as with `openchoreo dev`.
    ///
    /// # Errors
    /// `DuplicateObject` where two objects share kind and name, `NameMissing` where one has none.
    pub fn organizations(objects: impl IntoIterator<Item = Object>) -> Result<Vec<Self>, Vec<Problem>> {
        let mut organizations: BTreeMap<String, Self> = BTreeMap::new();
        let mut problems = Vec::new();
        for object in objects {
            let name = object.organization().to_owned();
            let snapshot = organizations.entry(name.clone()).or_insert_with(|| Self::new(name));
            problems.extend(snapshot.add(object).err());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Some(snapshot) = organizations.get_mut(names::DEFAULT) {
            snapshot.seed();
        }
        Ok(organizations.into_values().collect())
    }

    /// Adds an object.
    ///
    /// # Errors
    /// `DuplicateObject` where there is one of this kind and name, `NameMissing` where it has no name.
    pub fn add(&mut self, object: Object) -> Result<(), Problem> {
        let (kind, name) = (object.kind(), object.name().to_owned());
        if name.is_empty() {
            return Err(Problem::error(
                "NameMissing",
                "metadata.name",
                format!("an object of kind {kind} has no name"),
                "Set metadata.name to a lowercase DNS label.",
            ));
        }
        let duplicate = match object {
            Object::Organization(object) => self.organization.replace(object).is_some(),
            Object::DataPlane(object) => self.data_planes.insert(name.clone(), object).is_some(),
            Object::Environment(object) => self.environments.insert(name.clone(), object).is_some(),
            Object::DeploymentPipeline(object) => self.pipelines.insert(name.clone(), object).is_some(),
            Object::Project(object) => self.projects.insert(name.clone(), object).is_some(),
            Object::Component(object) => self.components.insert(name.clone(), object).is_some(),
        };
        if duplicate {
            return Err(Problem::error(
                "DuplicateObject",
                "metadata.name",
                format!("{kind} `{name}` is there twice in organization `{}`", self.name),
                "Remove one of the two, or rename it.",
            ));
        }
        Ok(())
    }

    /// Adds the seeded objects that are not there yet.
    pub fn seed(&mut self) {
        self.organization.get_or_insert_with(|| Arc::new(seed::organization()));
        self.data_planes.entry(names::DEFAULT_DATA_PLANE.to_owned()).or_insert_with(|| Arc::new(seed::data_plane()));
        self.environments.entry(names::DEFAULT_ENVIRONMENT.to_owned()).or_insert_with(|| Arc::new(seed::environment()));
        self.pipelines.entry(names::DEFAULT.to_owned()).or_insert_with(|| Arc::new(seed::pipeline()));
        self.projects.entry(names::DEFAULT.to_owned()).or_insert_with(|| Arc::new(seed::project()));
    }

    /// Every object, ordered by kind (what others refer to first) and name.
    pub fn objects(&self) -> impl Iterator<Item = Object> + '_ {
        let organization = self.organization.iter().cloned().map(Object::Organization);
        organization
            .chain(self.data_planes.values().cloned().map(Object::DataPlane))
            .chain(self.environments.values().cloned().map(Object::Environment))
            .chain(self.pipelines.values().cloned().map(Object::DeploymentPipeline))
            .chain(self.projects.values().cloned().map(Object::Project))
            .chain(self.components.values().cloned().map(Object::Component))
    }
}

impl Model for Snapshot {
    fn organization(&self) -> &str {
        &self.name
    }

    fn data_plane(&self, name: &str) -> Option<Arc<DataPlane>> {
        self.data_planes.get(name).cloned()
    }

    fn environment(&self, name: &str) -> Option<Arc<Environment>> {
        self.environments.get(name).cloned()
    }

    fn pipeline(&self, name: &str) -> Option<Arc<DeploymentPipeline>> {
        self.pipelines.get(name).cloned()
    }

    fn project(&self, name: &str) -> Option<Arc<Project>> {
        self.projects.get(name).cloned()
    }

    fn component(&self, name: &str) -> Option<Arc<Component>> {
        self.components.get(name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use openchoreo_api::ProjectSpec;

    use super::*;

    fn project(name: &str, pipeline: &str) -> Object {
        Object::Project(Arc::new(Project::new(
            name,
            ProjectSpec { pipeline: pipeline.to_owned(), ..Default::default() },
        )))
    }

    #[test]
    fn the_input_s_own_objects_come_before_seeded_ones() {
        let snapshots = Snapshot::organizations([project("default", "own")]).expect("distinct objects");
        let project = snapshots[0].project("default").expect("the project");
        assert_eq!(project.spec.pipeline, "own");
        assert!(snapshots[0].pipeline("default").is_some(), "the rest is seeded");
    }

    #[test]
    fn other_organizations_are_not_seeded() {
        let organization = Organization::new("acme", Default::default());
        let snapshots = Snapshot::organizations([Object::Organization(Arc::new(organization))]).expect("one object");
        assert_eq!(snapshots[0].objects().count(), 1);
    }

    #[test]
    fn refuses_duplicates_and_objects_without_a_name() {
        for (objects, reason) in [
            ([project("a", "default"), project("a", "other")], "DuplicateObject"),
            ([project("a", "default"), project("", "default")], "NameMissing"),
        ] {
            let problems = Snapshot::organizations(objects).expect_err("a problem");
            assert_eq!(problems.iter().map(|problem| problem.reason).collect::<Vec<_>>(), [reason]);
        }
    }
}
