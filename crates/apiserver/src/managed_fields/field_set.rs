//! Sets of paths into an object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::PathElement;

/// A set of paths. A path may be a member itself, lead to members below it, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    members: BTreeSet<PathElement>,
    children: BTreeMap<PathElement, FieldSet>,
}

impl FieldSet {
    /// Reads `fieldsV1`; nothing if it is malformed.
    pub fn from_fields_v1(fields: &Value) -> Option<Self> {
        let mut set = Self::default();
        for (notation, below) in fields.as_object()? {
            if notation == "." {
                continue;
            }
            let element = PathElement::parse(notation)?;
            let below_fields = below.as_object()?;
            if below_fields.is_empty() || below_fields.contains_key(".") {
                set.members.insert(element.clone());
            }
            set.put_child(element, Self::from_fields_v1(below)?);
        }
        Some(set)
    }

    /// The set as `fieldsV1`.
    pub fn to_fields_v1(&self) -> Value {
        let mut fields = Map::new();
        for member in &self.members {
            fields.insert(member.as_str().to_owned(), Value::Object(Map::new()));
        }
        for (element, child) in &self.children {
            let mut below = child.to_fields_v1();
            if let (true, Value::Object(below)) = (self.members.contains(element), &mut below) {
                below.insert(".".to_owned(), Value::Object(Map::new()));
            }
            fields.insert(element.as_str().to_owned(), below);
        }
        Value::Object(fields)
    }

    /// Whether no path is a member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.children.is_empty()
    }

    /// Adds a path; the empty path is no member of any set.
    pub fn insert(&mut self, path: &[PathElement]) {
        match path {
            [] => {}
            [last] => {
                self.members.insert(last.clone());
            }
            [first, rest @ ..] => self.children.entry(first.clone()).or_default().insert(rest),
        }
    }

    /// Whether `element` itself is a member at this level.
    pub fn contains(&self, element: &PathElement) -> bool {
        self.members.contains(element)
    }

    /// The members below `element`.
    pub fn child(&self, element: &PathElement) -> Option<&FieldSet> {
        self.children.get(element)
    }

    /// Adds `element` as a member at this level.
    pub(super) fn insert_member(&mut self, element: PathElement) {
        self.members.insert(element);
    }

    /// Sets the members below `element`; an empty set leaves no trace.
    pub(super) fn put_child(&mut self, element: PathElement, child: FieldSet) {
        if !child.is_empty() {
            self.children.insert(element, child);
        }
    }

    /// Members of either set.
    pub fn union(&self, other: &Self) -> Self {
        let mut result = self.clone();
        result.members.extend(other.members.iter().cloned());
        for (element, child) in &other.children {
            let merged = result.children.get(element).map_or_else(|| child.clone(), |own| own.union(child));
            result.put_child(element.clone(), merged);
        }
        result
    }

    /// Members of both sets.
    pub fn intersection(&self, other: &Self) -> Self {
        let mut result =
            Self { members: self.members.intersection(&other.members).cloned().collect(), ..Self::default() };
        for (element, child) in &self.children {
            if let Some(counterpart) = other.children.get(element) {
                result.put_child(element.clone(), child.intersection(counterpart));
            }
        }
        result
    }

    /// Members of this set that are not members of `other`.
    pub fn difference(&self, other: &Self) -> Self {
        let mut result =
            Self { members: self.members.difference(&other.members).cloned().collect(), ..Self::default() };
        for (element, child) in &self.children {
            let rest = other.children.get(element).map_or_else(|| child.clone(), |taken| child.difference(taken));
            result.put_child(element.clone(), rest);
        }
        result
    }

    /// Members of this set that are neither members of `other` nor below one.
    pub fn without_subtrees(&self, other: &Self) -> Self {
        let mut result =
            Self { members: self.members.difference(&other.members).cloned().collect(), ..Self::default() };
        for (element, child) in self.children.iter().filter(|(element, _)| !other.members.contains(*element)) {
            let rest = other.children.get(element).map_or_else(|| child.clone(), |taken| child.without_subtrees(taken));
            result.put_child(element.clone(), rest);
        }
        result
    }

    /// The set with every field on the way to a member added, so that an object that only holds members goes
    /// with them. Items of lists are members by themselves already.
    pub(super) fn with_enclosing_fields(&self) -> Self {
        let mut result = Self { members: self.members.clone(), ..Self::default() };
        for (element, child) in &self.children {
            if element.field_name().is_some() {
                result.members.insert(element.clone());
            }
            result.put_child(element.clone(), child.with_enclosing_fields());
        }
        result
    }

    /// All member paths, a parent before what is below it, in conflict notation (`.spec.replicas`).
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.collect_paths("", &mut paths);
        paths
    }

    fn collect_paths(&self, prefix: &str, paths: &mut Vec<String>) {
        paths.extend(self.members.iter().map(|member| format!("{prefix}{member}")));
        for (element, child) in &self.children {
            child.collect_paths(&format!("{prefix}{element}"), paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(fields: Value) -> FieldSet {
        FieldSet::from_fields_v1(&fields).expect("well-formed fields")
    }

    #[test]
    fn survives_its_notation() {
        let fields = json!({
            "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
            "f:spec": { "f:ports": { "k:{\"port\":80}": { ".": {}, "f:port": {} } }, "f:tags": { "v:\"a\"": {} } },
        });
        assert_eq!(set(fields.clone()).to_fields_v1(), fields);
    }

    #[test]
    fn combines_members_by_path() {
        let left = set(json!({ "f:a": { ".": {}, "f:x": {} }, "f:b": {} }));
        let right = set(json!({ "f:a": { "f:x": {}, "f:y": {} } }));
        assert_eq!(left.union(&right), set(json!({ "f:a": { ".": {}, "f:x": {}, "f:y": {} }, "f:b": {} })));
        assert_eq!(left.intersection(&right), set(json!({ "f:a": { "f:x": {} } })));
        assert_eq!(left.difference(&right), set(json!({ "f:a": {}, "f:b": {} })));
    }

    #[test]
    fn takes_whole_subtrees_out() {
        let all = set(json!({ "f:status": { ".": {}, "f:x": { "f:y": {} } }, "f:spec": { "f:a": {} } }));
        assert_eq!(all.without_subtrees(&set(json!({ "f:status": {} }))), set(json!({ "f:spec": { "f:a": {} } })));
    }

    #[test]
    fn adds_the_fields_around_members() {
        let fields = set(json!({ "f:a": { "f:list": { "k:{\"n\":1}": { ".": {}, "f:n": {} } } } }));
        let enclosed = json!({ "f:a": { ".": {}, "f:list": { ".": {}, "k:{\"n\":1}": { ".": {}, "f:n": {} } } } });
        assert_eq!(fields.with_enclosing_fields(), set(enclosed));
    }

    #[test]
    fn shows_paths_as_conflicts_do() {
        let fields = set(json!({ "f:spec": { "f:containers": { "k:{\"name\":\"x\"}": { "f:image": {} } } } }));
        assert_eq!(fields.paths(), [r#".spec.containers[name="x"].image"#]);
    }
}
