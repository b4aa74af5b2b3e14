//! The `timeouts` block.

use std::time::Duration;

use jiff::SignedDuration;
use openchoreo_tfplugin::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics},
    schema::{Attribute, Schema},
    value::{Type, Value},
};

/// How long an operation may take that the configuration says nothing about.
const DEFAULT: Duration = Duration::from_secs(10 * 60);

/// An operation with a timeout of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Create,
    Update,
    Delete,
}

impl Operation {
    const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Delete];

    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

pub(crate) fn schema() -> Schema {
    let attribute = |operation: Operation| {
        Attribute::optional(Type::String).describe(format!(
            "How long the {} may take, such as `30s` or `1h30m`. Defaults to `10m`.",
            operation.name()
        ))
    };
    Operation::ALL.into_iter().fold(Schema::new("How long operations may take."), |schema, operation| {
        schema.attribute(operation.name(), attribute(operation))
    })
}

/// How long an operation may take by the `timeouts` block of a plan or state.
pub(crate) fn timeout(value: &Value, operation: Operation) -> Duration {
    let text = value.get("timeouts").and_then(|timeouts| timeouts.get(operation.name())).and_then(Value::as_str);
    text.and_then(parse).unwrap_or(DEFAULT)
}

/// Errors at timeouts that are no durations.
pub(crate) fn validate(config: &Value) -> Diagnostics {
    let Some(timeouts) = config.get("timeouts") else { return Diagnostics::new() };
    let invalid = |operation: Operation| {
        let text = timeouts.get(operation.name())?.as_str()?;
        let path = AttributePath::root("timeouts").attribute(operation.name());
        parse(text).is_none().then(|| {
            Diagnostic::error(
                format!("{text:?} is not a duration"),
                format!(
                    "timeouts.{} must be a duration above zero such as \"30s\", \"10m\" or \"1h30m\".",
                    operation.name()
                ),
            )
            .at(path)
        })
    };
    Operation::ALL.into_iter().filter_map(invalid).collect()
}

fn parse(text: &str) -> Option<Duration> {
    let duration: SignedDuration = text.parse().ok()?;
    Duration::try_from(duration).ok().filter(|duration| !duration.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_durations_above_zero() {
        for (text, seconds) in [("30s", Some(30)), ("1h30m", Some(5400)), ("10m", Some(600))] {
            assert_eq!(parse(text).map(|duration| duration.as_secs()), seconds, "{text}");
        }
        for text in ["", "10", "-1m", "0s", "soon"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_operation_without_a_timeout_has_the_default_one() {
        let state =
            Value::object([("timeouts", Value::object([("create", Value::from("5s")), ("delete", Value::Null)]))]);
        assert_eq!(timeout(&state, Operation::Create), Duration::from_secs(5));
        assert_eq!(timeout(&state, Operation::Delete), DEFAULT);
        assert_eq!(timeout(&Value::object([("timeouts", Value::Null)]), Operation::Update), DEFAULT);
    }
}
