//! CEL rules: `x-kubernetes-validations`.

use std::sync::Arc;

use kube_cel::KubeCelExt as _;
use kube_cel::cel::objects::OptionalValue;
use kube_cel::cel::{Context, ExecutionError, Program, Value as CelValue};
use serde::Deserialize;
use serde_json::Value;

use super::path::FieldPath;
use super::{FieldError, JsonType, Reason, TypeSchema, cel_value, correlate};

/// A rule with its expressions compiled.
#[derive(Debug)]
pub(crate) struct Rule {
    source: Source,
    program: Program,
    message_program: Option<Program>,
    uses_old_self: bool,
    reason: Reason,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    rule: String,
    message: Option<String>,
    message_expression: Option<String>,
    reason: Option<String>,
    field_path: Option<String>,
    #[serde(default)]
    optional_old_self: bool,
}

impl Rule {
    /// Compiles a rule; `path` is its place in the schema.
    pub(super) fn compile(source: &Value, path: &FieldPath) -> Result<Self, FieldError> {
        let source: Source =
            serde_json::from_value(source.clone()).map_err(|error| FieldError::invalid(path, source, error))?;
        let program = program(&source.rule, &path.child("rule"))?;
        let uses_old_self = program.references().has_variable("oldSelf");
        let message_program = match &source.message_expression {
            Some(expression) => Some(self::program(expression, &path.child("messageExpression"))?),
            None => None,
        };
        if source.optional_old_self && !uses_old_self {
            let detail = "may not be set if oldSelf is not used in rule";
            return Err(FieldError::invalid(&path.child("optionalOldSelf"), &Value::Bool(true), detail));
        }
        let reason = reason(source.reason.as_deref(), &path.child("reason"))?;
        Ok(Self { source, program, message_program, uses_old_self, reason })
    }
}

fn program(expression: &str, path: &FieldPath) -> Result<Program, FieldError> {
    Program::compile(expression)
        .map_err(|error| FieldError::invalid(path, &Value::from(expression), format!("compilation failed: {error}")))
}

fn reason(name: Option<&str>, path: &FieldPath) -> Result<Reason, FieldError> {
    const ACCEPTED: [Reason; 4] = [Reason::Required, Reason::Invalid, Reason::Forbidden, Reason::Duplicate];
    let Some(name) = name else { return Ok(Reason::Invalid) };
    ACCEPTED.into_iter().find(|reason| reason.as_str() == name).ok_or_else(|| {
        let accepted = ACCEPTED.map(|reason| format!("\"{reason}\"")).join(", ");
        let detail = format!("supported values: {accepted}");
        FieldError::new(path, Reason::NotSupported, &Value::from(name), detail)
    })
}

thread_local! {
    /// Registering the function library is the costly part of an evaluation.
    static LIBRARY: Context<'static> = Context::default().with_all();
}

/// Adds an error for every rule at or below `schema` that `new` breaks.
pub(super) fn check(
    schema: &TypeSchema,
    new: &Value,
    old: Option<&Value>,
    path: &FieldPath,
    errors: &mut Vec<FieldError>,
) {
    if new.is_null() {
        return;
    }
    if !schema.rules.is_empty() {
        LIBRARY.with(|library| Evaluation::new(schema, new, old, path, library).run(errors));
    }
    match new {
        Value::Array(items) => {
            let Some(item_schema) = &schema.items else { return };
            for (index, item) in items.iter().enumerate() {
                let old_item = correlate::item(&schema.list_type, old, item);
                check(item_schema, item, old_item, &path.index(index), errors);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let Some(field) = schema.field(name) else { continue };
                check(field, value, correlate::field(old, name), &path.child(name), errors);
            }
        }
        _ => {}
    }
}

/// The rules of one schema node against one value.
struct Evaluation<'a> {
    schema: &'a TypeSchema,
    path: &'a FieldPath,
    new: &'a Value,
    old: Option<CelValue>,
    unchanged: bool,
    scope: Context<'a>,
}

impl<'a> Evaluation<'a> {
    fn new(
        schema: &'a TypeSchema,
        new: &'a Value,
        old: Option<&Value>,
        path: &'a FieldPath,
        library: &'a Context<'static>,
    ) -> Self {
        let mut scope = library.new_inner_scope();
        scope.add_variable_from_value("self", cel_value::convert(new, Some(schema)));
        let unchanged = old == Some(new);
        let old = old.filter(|old| !old.is_null()).map(|old| cel_value::convert(old, Some(schema)));
        if let Some(old) = &old {
            scope.add_variable_from_value("oldSelf", old.clone());
        }
        Self { schema, path, new, old, unchanged, scope }
    }

    fn run(&self, errors: &mut Vec<FieldError>) {
        for rule in &self.schema.rules {
            // An unchanged value that an older schema accepted stays valid, unless the rule is about change.
            let exempt =
                if rule.uses_old_self { self.old.is_none() && !rule.source.optional_old_self } else { self.unchanged };
            if !exempt {
                errors.extend(self.judge(rule));
            }
        }
    }

    fn judge(&self, rule: &Rule) -> Option<FieldError> {
        match self.evaluate(rule) {
            Ok(CelValue::Bool(true)) => None,
            Ok(CelValue::Bool(false)) => Some(self.broken(rule)),
            Ok(_) => Some(self.failed(rule, "rule did not evaluate to a boolean")),
            Err(error) => Some(self.failed(rule, &error.to_string())),
        }
    }

    fn evaluate(&self, rule: &Rule) -> Result<CelValue, ExecutionError> {
        if !rule.source.optional_old_self {
            return rule.program.execute(&self.scope);
        }
        let old = self.old.clone().map_or_else(OptionalValue::none, OptionalValue::of);
        let mut scope = self.scope.new_inner_scope();
        scope.add_variable_from_value("oldSelf", CelValue::Opaque(Arc::new(old)));
        rule.program.execute(&scope)
    }

    /// The error of a rule that evaluated to false.
    fn broken(&self, rule: &Rule) -> FieldError {
        let path = match rule.source.field_path.as_deref() {
            Some(field) => self.path.child(&normalized(field)),
            None => self.path.clone(),
        };
        FieldError::of_rule(&path, rule.reason, self.new, self.message(rule))
    }

    /// The error of a rule that could not be evaluated.
    fn failed(&self, rule: &Rule, error: &str) -> FieldError {
        let detail = format!("{error} evaluating rule: {}", static_message(rule));
        FieldError::invalid(self.path, &self.shown_type(), detail)
    }

    fn shown_type(&self) -> Value {
        Value::from(self.schema.json_type.map_or("", JsonType::name))
    }

    /// The message expression's text unless it fails, is empty or has several lines.
    fn message(&self, rule: &Rule) -> String {
        let dynamic = rule.message_program.as_ref().and_then(|program| match program.execute(&self.scope) {
            Ok(CelValue::String(text)) => Some(text.trim().to_owned()),
            _ => None,
        });
        dynamic.filter(|text| !text.is_empty() && !text.contains('\n')).unwrap_or_else(|| static_message(rule))
    }
}

fn static_message(rule: &Rule) -> String {
    match rule.source.message.as_deref().map(str::trim) {
        Some(message) if !message.is_empty() => message.to_owned(),
        _ => format!("failed rule: {}", rule.source.rule.trim()),
    }
}

/// A rule's `fieldPath` as the end of a field's path: `.a['b']` becomes `a[b]`.
fn normalized(field_path: &str) -> String {
    field_path.trim_start_matches('.').replace("['", "[").replace("']", "]")
}
