//! Objects as rows of a table, the way `kubectl get` asks for them.
//!
//! A kind's [`Printer`] names its columns and fills a row from an object. Those of built-in kinds are code, those of
//! custom resources come from the definition's `additionalPrinterColumns`.

mod age;
mod builtin;
mod column;
mod custom;
mod json_path;

use serde_json::{Value, json};

use crate::registry::{Origin, ResourceType};
use crate::watch::INITIAL_EVENTS_END;

use column::Column;
pub(crate) use custom::{CustomPrinter, PrinterColumn};

/// How a kind's objects become rows.
enum Printer<'a> {
    Builtin(&'static builtin::Printer),
    Custom(&'a CustomPrinter),
}

impl<'a> Printer<'a> {
    fn of(kind: &'a ResourceType) -> Self {
        match &kind.origin {
            Origin::Builtin(kind) => Self::Builtin(builtin::printer(kind)),
            Origin::Custom(custom) => Self::Custom(&custom.printer),
        }
    }

    fn columns(&self) -> Value {
        match self {
            Self::Builtin(printer) => printer.columns.iter().map(|column| column.to_json()).collect(),
            Self::Custom(printer) => printer.columns(),
        }
    }

    fn cells(&self, object: &Value, now: jiff::Timestamp) -> Vec<Value> {
        match self {
            Self::Builtin(printer) => (printer.cells)(&builtin::Facts { object, now }),
            Self::Custom(printer) => printer.cells(object, now),
        }
    }
}

/// What a row carries of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Include {
    /// Nothing.
    Nothing,
    /// Its metadata.
    Metadata,
    /// All of it.
    Object,
}

/// The kind's `columnDefinitions`.
pub(crate) fn columns(kind: &ResourceType) -> Value {
    Printer::of(kind).columns()
}

/// An object's row; `api_version` is the one of the table.
pub(crate) fn row(kind: &ResourceType, object: &Value, include: Include, api_version: &str) -> Value {
    let cells = Printer::of(kind).cells(object, jiff::Timestamp::now());
    let marker = &object["metadata"]["annotations"][INITIAL_EVENTS_END];
    let object = match include {
        // The mark of a streamed list's end is for every client.
        Include::Nothing if !marker.is_null() => metadata(object, api_version),
        Include::Nothing => Value::Null,
        Include::Metadata => metadata(object, api_version),
        Include::Object => object.clone(),
    };
    json!({"cells": cells, "object": object})
}

/// An object's metadata alone.
pub(crate) fn metadata(object: &Value, api_version: &str) -> Value {
    json!({"kind": "PartialObjectMetadata", "apiVersion": api_version, "metadata": object["metadata"]})
}
