//! Descriptions that name properties, in the words of Terraform.

use std::collections::BTreeMap;

use super::node::{Collection, Node, Object, Shape};

/// Attribute names by property, where they differ.
type Names = BTreeMap<String, String>;

/// Writes the properties of a schema as attributes where a description names them in backticks: `secretEnv` as
/// `secret_env`.
pub(super) fn translate(root: &mut Object) {
    let mut names = Names::new();
    collect(root, &mut names);
    rewrite(root, &names);
}

fn collect(object: &Object, names: &mut Names) {
    for (name, field) in &object.fields {
        if *name != field.property {
            names.insert(field.property.clone(), name.clone());
        }
        if let Shape::Object(object) | Shape::Objects { object, .. } = &field.node.shape {
            collect(object, names);
        }
    }
}

fn rewrite(object: &mut Object, names: &Names) {
    for field in object.fields.values_mut() {
        let Node { description, deprecation, shape, .. } = &mut field.node;
        *description = translated(description, names);
        *deprecation = deprecation.take().map(|text| translated(&text, names));
        match shape {
            Shape::Object(object) => rewrite(object, names),
            Shape::Objects { object, collection, .. } => {
                if let Collection::ByKey { key, .. } = collection {
                    key.description = translated(&key.description, names);
                }
                rewrite(object, names);
            }
            Shape::Scalar(_) | Shape::List { .. } | Shape::Map { .. } => {}
        }
    }
}

/// Every other piece between backticks is code.
fn translated(text: &str, names: &Names) -> String {
    let pieces = text.split('`').enumerate().map(|(at, piece)| match at % 2 {
        0 => piece.to_owned(),
        _ => piece.split('.').map(|name| names.get(name).map_or(name, String::as_str)).collect::<Vec<_>>().join("."),
    });
    pieces.collect::<Vec<_>>().join("`")
}
