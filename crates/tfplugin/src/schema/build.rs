//! Building schemas in few words:
//!
//! ```
//! use openchoreo_tfplugin::{schema::{Attribute, Schema}, value::Type};
//!
//! let schema = Schema::new("A bucket.")
//!     .attribute("name", Attribute::required(Type::String).describe("Its name.").requires_replace())
//!     .attribute("versions", Attribute::optional(Type::Number).describe("Versions kept.").default(3_i64))
//!     .attribute("id", Attribute::computed(Type::String).describe("Its identifier."));
//! assert_eq!(schema.attributes.len(), 3);
//! ```

use std::collections::BTreeMap;

use super::{Attribute, AttributeKind, Block, Mode, Nesting, Schema};
use crate::value::{Type, Value};

impl Schema {
    /// A schema of version zero without attributes. The description is Markdown.
    pub fn new(description: impl Into<String>) -> Self {
        Self { description: description.into(), ..Self::default() }
    }

    /// The same schema with one more attribute.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, attribute: Attribute) -> Self {
        self.attributes.insert(name.into(), attribute);
        self
    }

    /// The same schema with more attributes.
    #[must_use]
    pub fn attributes(mut self, attributes: impl IntoIterator<Item = (String, Attribute)>) -> Self {
        self.attributes.extend(attributes);
        self
    }

    /// The same schema with one more kind of nested block.
    #[must_use]
    pub fn block(mut self, name: impl Into<String>, block: Block) -> Self {
        self.blocks.insert(name.into(), block);
        self
    }

    /// The same schema under a version of the state that it writes.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = version;
        self
    }
}

impl Attribute {
    /// An attribute that the configuration must set.
    pub fn required(kind: impl Into<AttributeKind>) -> Self {
        Self::new(kind, Mode::Required)
    }

    /// An attribute that the configuration may set and that is null otherwise.
    pub fn optional(kind: impl Into<AttributeKind>) -> Self {
        Self::new(kind, Mode::Optional)
    }

    /// An attribute that the configuration may set and the provider sets otherwise.
    pub fn optional_computed(kind: impl Into<AttributeKind>) -> Self {
        Self::new(kind, Mode::OptionalComputed)
    }

    /// An attribute that only the provider sets.
    pub fn computed(kind: impl Into<AttributeKind>) -> Self {
        Self::new(kind, Mode::Computed)
    }

    fn new(kind: impl Into<AttributeKind>, mode: Mode) -> Self {
        Self {
            kind: kind.into(),
            mode,
            description: String::new(),
            deprecation: None,
            sensitive: false,
            write_only: false,
            requires_replace: false,
            default: None,
        }
    }

    /// The same attribute with a description in Markdown.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The same attribute, not to be used any more; the text says what to use.
    #[must_use]
    pub fn deprecated(mut self, message: impl Into<String>) -> Self {
        self.deprecation = Some(message.into());
        self
    }

    /// The same attribute, its value hidden in Terraform's output.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The same attribute, its value stored nowhere. Hidden as well.
    #[must_use]
    pub fn write_only(mut self) -> Self {
        self.write_only = true;
        self.sensitive()
    }

    /// The same attribute, a change of which replaces the resource.
    #[must_use]
    pub fn requires_replace(mut self) -> Self {
        self.requires_replace = true;
        self
    }

    /// The same attribute with a value that is planned where the configuration has none.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.mode = Mode::OptionalComputed;
        self.default = Some(value.into());
        self
    }

    /// The same attribute as a data source has it: read, never configured, with everything nested in it.
    #[must_use]
    pub fn into_computed(mut self) -> Self {
        self.mode = Mode::Computed;
        self.default = None;
        self.requires_replace = false;
        if let AttributeKind::Nested { attributes, .. } = &mut self.kind {
            let nested = std::mem::take(attributes);
            *attributes = nested.into_iter().map(|(name, attribute)| (name, attribute.into_computed())).collect();
        }
        self
    }
}

impl AttributeKind {
    /// Nested objects.
    pub fn nested<N: Into<String>>(nesting: Nesting, attributes: impl IntoIterator<Item = (N, Attribute)>) -> Self {
        let attributes: BTreeMap<_, _> =
            attributes.into_iter().map(|(name, attribute)| (name.into(), attribute)).collect();
        Self::Nested { nesting, attributes }
    }
}

impl From<Type> for AttributeKind {
    fn from(ty: Type) -> Self {
        Self::Plain(ty)
    }
}

impl Block {
    /// At most one block.
    pub fn single(schema: Schema) -> Self {
        Self { nesting: Nesting::Single, schema, min_items: 0, max_items: 0 }
    }

    /// Any number of blocks, in order.
    pub fn list(schema: Schema) -> Self {
        Self { nesting: Nesting::List, schema, min_items: 0, max_items: 0 }
    }
}
