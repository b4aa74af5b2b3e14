use serde_json::{Value, json};

/// A column of a built-in kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    name: &'static str,
    /// The OpenAPI type of its cells.
    kind: &'static str,
    /// `name` where the cells name the object.
    format: &'static str,
    /// Columns above 0 are shown by `kubectl get -o wide` only.
    priority: u8,
}

impl Column {
    pub(super) const NAME: Self = Self { format: "name", ..Self::text("Name") };
    pub(super) const AGE: Self = Self::text("Age");

    pub(super) const fn text(name: &'static str) -> Self {
        Self { name, kind: "string", format: "", priority: 0 }
    }

    pub(super) const fn integer(name: &'static str) -> Self {
        Self { kind: "integer", ..Self::text(name) }
    }

    pub(super) const fn boolean(name: &'static str) -> Self {
        Self { kind: "boolean", ..Self::text(name) }
    }

    pub(super) const fn date(name: &'static str) -> Self {
        Self { kind: "date", ..Self::text(name) }
    }

    /// The same column, for wide output only.
    pub(super) const fn wide(self) -> Self {
        Self { priority: 1, ..self }
    }

    pub(super) fn to_json(self) -> Value {
        let Self { name, kind, format, priority } = self;
        json!({"name": name, "type": kind, "format": format, "description": "", "priority": priority})
    }
}
