//! The generated table of messages.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// A message's fields by number.
pub(super) type Message = BTreeMap<u32, Field>;

/// A field of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// What JSON calls it; empty where the value's own fields are part of the object around it.
    pub(super) name: String,
    pub(super) form: Form,
    pub(super) scalar: Scalar,
}

/// How often a field occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Once; zero means absent.
    One,
    /// Once; absent if it is not written, and zero if it is.
    Zero,
    /// Any number of times.
    List,
    /// As entries of a text and a value.
    Map,
}

/// What one value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// A text.
    Text,
    /// A boolean.
    Bool,
    /// An integer.
    Int,
    /// Bytes, in base64 as JSON.
    Bytes,
    /// A message of this name.
    Message(String),
}

static TABLE: LazyLock<HashMap<String, Message>> = LazyLock::new(|| {
    // The table is part of the program and a test of this module reads it.
    let table: HashMap<String, BTreeMap<u32, String>> =
        serde_json::from_str(include_str!("messages.json")).expect("messages.json is well formed");
    let message = |fields: BTreeMap<u32, String>| fields.iter().map(|(number, text)| (*number, field(text))).collect();
    table.into_iter().map(|(name, fields)| (name, message(fields))).collect()
});

/// The message called `name`, such as `apps.v1.Deployment`.
pub(super) fn message(name: &str) -> Option<&'static Message> {
    TABLE.get(name)
}

/// `replicas ?int`, `ports []core.v1.ContainerPort`, `data map bytes`.
fn field(text: &str) -> Field {
    let (name, kind) = text.split_once(' ').unwrap_or((text, ""));
    let forms = [("?", Form::Zero), ("[]", Form::List), ("map ", Form::Map)];
    let marked = forms.into_iter().find_map(|(mark, form)| Some((form, kind.strip_prefix(mark)?)));
    let (form, kind) = marked.unwrap_or((Form::One, kind));
    let scalar = match kind {
        "string" => Scalar::Text,
        "bool" => Scalar::Bool,
        "int" => Scalar::Int,
        "bytes" => Scalar::Bytes,
        message => Scalar::Message(message.to_owned()),
    };
    Field { name: name.to_owned(), form, scalar }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::kinds;
    use crate::protobuf::special;

    #[test]
    fn every_kind_but_definitions_has_a_message() {
        for kind in kinds().iter().filter(|kind| kind.kind != "CustomResourceDefinition") {
            assert!(message(&kind.definition()).is_some(), "{}", kind.kind);
        }
    }

    #[test]
    fn every_message_that_a_field_names_is_there_or_special() {
        for (owner, fields) in TABLE.iter() {
            for field in fields.values() {
                if let Scalar::Message(name) = &field.scalar {
                    assert!(message(name).is_some() || special::is(name), "{name} in {owner}");
                }
            }
        }
    }

    #[test]
    fn fields_are_called_as_in_the_schemas() {
        for kind in kinds().iter().filter(|kind| kind.kind != "CustomResourceDefinition") {
            let schema = kind.schema();
            let message = message(&kind.definition()).expect("a message");
            for field in message.values().filter(|field| !field.name.is_empty()) {
                assert!(schema.properties.contains_key(&field.name), "{} of {}", field.name, kind.kind);
            }
        }
    }
}
