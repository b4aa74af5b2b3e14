//! Field paths of Kubernetes to attribute paths and back.

use serde_json::Value as Json;

use super::{
    from_json::element_key,
    node::{Collection, Object, ScalarKind, Shape},
};
use crate::diagnostic::{AttributePath, Step};

/// The attribute that a field path names. `spec` is the live or sent value, to look up elements.
pub(super) fn attribute(root: &Object, field: &str, spec: Option<&Json>) -> Option<AttributePath> {
    let rest = field.strip_prefix('.').unwrap_or(field).strip_prefix("spec")?;
    let mut walk = Walk { rest, path: AttributePath::default() };
    if !rest.is_empty() && !rest.starts_with('.') {
        return None;
    }
    walk.object(root, spec);
    (!walk.path.0.is_empty()).then_some(walk.path)
}

/// What is left of a field path and the attribute path so far.
struct Walk<'f> {
    rest: &'f str,
    path: AttributePath,
}

impl<'f> Walk<'f> {
    fn object(&mut self, object: &Object, json: Option<&Json>) {
        let Some(property) = self.name() else { return };
        let Some((name, field)) = object.property(property) else { return };
        self.path.0.push(Step::Attribute(name.clone()));
        let json = json.and_then(|json| json.get(property));
        match &field.node.shape {
            Shape::Scalar(_) => {}
            Shape::Object(object) => self.object(object, json),
            Shape::List { unique, .. } => self.element(*unique),
            Shape::Map { .. } => self.entry(),
            Shape::Objects { object, collection, .. } => self.objects(object, collection, json),
        }
    }

    fn objects(&mut self, object: &Object, collection: &Collection, json: Option<&Json>) {
        let found = match collection {
            Collection::Map => self.key().map(|key| (Step::Key(key.to_owned()), json.and_then(|json| json.get(key)))),
            Collection::ByKey { property, .. } => self.bracket().and_then(|selector| by_key(property, selector, json)),
            Collection::List { .. } => self.bracket().and_then(|selector| by_index(selector, json)),
        };
        let Some((step, json)) = found else { return };
        self.path.0.push(step);
        self.object(object, json);
    }

    /// An element of a set has no path of its own.
    fn element(&mut self, unique: bool) {
        if let Some(Ok(index)) = self.bracket().map(str::parse).filter(|_| !unique) {
            self.path.0.push(Step::Index(index));
        }
    }

    /// The key of a map of scalars is all that is left, whatever it contains.
    fn entry(&mut self) {
        let key = self.rest.strip_prefix('.').or_else(|| self.bracket().map(unquoted));
        if let Some(key) = key {
            self.path.0.push(Step::Key(key.to_owned()));
        }
    }

    /// `.name`
    fn name(&mut self) -> Option<&'f str> {
        let rest = self.rest.strip_prefix('.')?;
        let (name, rest) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
        self.rest = rest;
        Some(name)
    }

    /// `.key` or `[key]`
    fn key(&mut self) -> Option<&'f str> {
        self.name().or_else(|| self.bracket().map(unquoted))
    }

    /// What stands in `[...]`, where quoted text may contain brackets.
    fn bracket(&mut self) -> Option<&'f str> {
        let rest = self.rest.strip_prefix('[')?;
        let (mut quoted, mut escaped) = (false, false);
        let end = rest.char_indices().find_map(|(at, char)| {
            let ends = char == ']' && !quoted;
            quoted ^= char == '"' && !escaped;
            escaped = char == '\\' && !escaped;
            ends.then_some(at)
        })?;
        self.rest = &rest[end + 1..];
        Some(&rest[..end])
    }
}

/// An element of a list with one key: `name="api"` or an index.
fn by_key<'j>(property: &str, selector: &str, json: Option<&'j Json>) -> Option<(Step, Option<&'j Json>)> {
    let elements = json.and_then(Json::as_array);
    if let Ok(index) = selector.parse::<usize>() {
        let element = elements?.get(index)?;
        return Some((Step::Key(element_key(property, element)?.into_owned()), Some(element)));
    }
    let value = selector.strip_prefix(property)?.strip_prefix('=')?;
    let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
    let has_key = |element: &&Json| element_key(property, element).is_some_and(|key| key == text);
    let element = elements.into_iter().flatten().find(has_key);
    Some((Step::Key(text), element))
}

/// An element of another list: an index or `a="x",b=1`.
fn by_index<'j>(selector: &str, json: Option<&'j Json>) -> Option<(Step, Option<&'j Json>)> {
    let elements = json.and_then(Json::as_array);
    if let Ok(index) = selector.parse::<usize>() {
        return Some((Step::Index(i64::try_from(index).ok()?), elements.and_then(|elements| elements.get(index))));
    }
    let wanted = format!("{{{}}}", json_members(selector));
    let wanted: serde_json::Map<String, Json> = serde_json::from_str(&wanted).ok()?;
    let is_wanted = |element: &Json| wanted.iter().all(|(key, value)| element.get(key) == Some(value));
    let index = elements?.iter().position(is_wanted)?;
    Some((Step::Index(i64::try_from(index).ok()?), elements?.get(index)))
}

/// `a="x",b=1` as members of a JSON object.
fn json_members(selector: &str) -> String {
    let mut members = String::from("\"");
    let (mut quoted, mut escaped) = (false, false);
    for char in selector.chars() {
        match char {
            '=' if !quoted => members.push_str("\":"),
            ',' if !quoted => members.push_str(",\""),
            other => members.push(other),
        }
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
    }
    members
}

fn unquoted(text: &str) -> &str {
    let inner = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// The field path of an attribute.
pub(super) fn field(root: &Object, path: &AttributePath) -> Option<String> {
    let mut text = String::from(".spec");
    of_object(root, &path.0, &mut text)?;
    Some(text)
}

fn of_object(object: &Object, steps: &[Step], text: &mut String) -> Option<()> {
    let (name, steps) = match steps {
        [] => return Some(()),
        [Step::Attribute(name), steps @ ..] => (name, steps),
        _ => return None,
    };
    let field = object.fields.get(name)?;
    text.push('.');
    text.push_str(&field.property);
    match (&field.node.shape, steps) {
        (_, []) => Some(()),
        (Shape::Object(object), steps) => of_object(object, steps, text),
        (Shape::List { .. }, [Step::Index(index)]) => {
            text.push_str(&format!("[{index}]"));
            Some(())
        }
        (Shape::Map { .. }, [Step::Key(key)]) => {
            text.push_str(&format!(".{key}"));
            Some(())
        }
        (Shape::Objects { object, collection, .. }, [step, steps @ ..]) => {
            text.push_str(&selector(collection, step)?);
            of_object(object, steps, text)
        }
        _ => None,
    }
}

/// How an element of a collection of objects is named.
fn selector(collection: &Collection, step: &Step) -> Option<String> {
    match (collection, step) {
        (Collection::List { .. }, Step::Index(index)) => Some(format!("[{index}]")),
        (Collection::Map, Step::Key(key)) => Some(format!(".{key}")),
        (Collection::ByKey { property, key: schema }, Step::Key(key)) => match schema.scalar.kind {
            ScalarKind::Bool | ScalarKind::Integer | ScalarKind::Number => Some(format!("[{property}={key}]")),
            _ => Some(format!("[{property}={}]", Json::from(key.as_str()))),
        },
        _ => None,
    }
}
