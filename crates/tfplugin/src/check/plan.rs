//! Rules of plans.

use std::collections::BTreeMap;

use super::{Found, Rule, Violation, same, state};
use crate::{
    diagnostic::{AttributePath, Place, ROOT},
    schema::{Attribute, AttributeKind, Nesting, Schema},
    value::{Type, Value},
};

/// A plan and what it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The configuration, null for a destroy.
    pub config: &'a Value,
    /// The state before, null for a create.
    pub prior: &'a Value,
    /// The planned state.
    pub planned: &'a Value,
    /// What requires a replacement.
    pub requires_replace: &'a [AttributePath],
}

/// Checks the answer to a plan. `ty` is the schema's [`object_type`](Schema::object_type), here and below.
pub fn plan(schema: &Schema, ty: &Type, plan: Plan<'_>) -> Vec<Violation> {
    let mut found = Found::default();
    let root = ROOT;
    let exists = |path: &AttributePath| plan.prior.at(path).is_some() || plan.planned.at(path).is_some();
    match (plan.config.is_null(), plan.planned.is_null()) {
        (true, planned_is_null) => found.add_if(!planned_is_null, Rule::DestroyNotNull, &root),
        (false, true) => found.add(Rule::PlanNull, &root),
        (false, false) => {
            state::conforms(ty, plan.planned, &mut found);
            body(schema, plan.config, plan.prior, plan.planned, &root, &mut found);
        }
    }
    for path in plan.requires_replace {
        found.add_if(!exists(path), Rule::NoSuchPath, &Place::Start(path));
    }
    found.0
}

/// Checks the plan that Terraform asks for during apply, when more is known, against the first one.
pub fn second_plan(ty: &Type, prior: &Value, first: &Value, second: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let root = ROOT;
    let same_action = match (Action::of(prior, first), Action::of(prior, second)) {
        (Action::Update, Action::None) => true,
        (first, second) => first == second,
    };
    found.add_if(!same_action, Rule::OtherAction, &root);
    if same_action {
        same::compare(ty, first, second, &root, &mut found);
    }
    found.0
}

#[derive(PartialEq)]
enum Action {
    None,
    Create,
    Update,
    Delete,
}

impl Action {
    fn of(prior: &Value, planned: &Value) -> Self {
        match (prior.is_null(), planned.is_null()) {
            _ if prior == planned => Self::None,
            (true, _) => Self::Create,
            (false, true) => Self::Delete,
            (false, false) => Self::Update,
        }
    }
}

/// A part of a value, null where there is none.
fn part<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn body(schema: &Schema, config: &Value, prior: &Value, planned: &Value, place: &Place<'_>, found: &mut Found) {
    object(&schema.attributes, config, prior, planned, place, found);
    for (name, block) in &schema.blocks {
        let place = Place::Attribute(place, name);
        let (config, prior, planned) = (part(config, name), part(prior, name), part(planned, name));
        let check = |config: &Value, prior: &Value, planned: &Value, place: &Place<'_>, found: &mut Found| {
            body(&block.schema, config, prior, planned, place, found);
        };
        Nested { nesting: block.nesting, rule: Rule::Blocks, check: &check }
            .check(config, prior, planned, &place, found);
    }
}

fn object(
    attributes: &BTreeMap<String, Attribute>,
    config: &Value,
    prior: &Value,
    planned: &Value,
    place: &Place<'_>,
    found: &mut Found,
) {
    for (name, it) in attributes {
        let place = Place::Attribute(place, name);
        attribute(it, part(config, name), part(prior, name), part(planned, name), &place, found);
    }
}

fn attribute(
    attribute: &Attribute,
    config: &Value,
    prior: &Value,
    planned: &Value,
    place: &Place<'_>,
    found: &mut Found,
) {
    let agree = planned == config || planned.is_unknown() && config.is_unknown();
    match &attribute.kind {
        _ if attribute.write_only => found.add_if(!planned.is_null(), Rule::WriteOnly, place),
        _ if config.is_null() => found.add_if(!planned.is_null() && !attribute.is_computed(), Rule::NotComputed, place),
        AttributeKind::Nested { nesting, attributes } if !config.is_unknown() => {
            let check = |config: &Value, prior: &Value, planned: &Value, place: &Place<'_>, found: &mut Found| {
                object(attributes, config, prior, planned, place, found);
            };
            Nested { nesting: *nesting, rule: Rule::Nested, check: &check }.check(config, prior, planned, place, found);
        }
        _ => found.add_if(!agree && (prior.is_null() || planned != prior), Rule::Configured, place),
    }
}

type Check<'a> = dyn Fn(&Value, &Value, &Value, &Place<'_>, &mut Found) + 'a;

/// A collection of objects: how it is collected, what it breaks as a whole, and how one object is checked.
struct Nested<'a> {
    nesting: Nesting,
    rule: Rule,
    check: &'a Check<'a>,
}

impl Nested<'_> {
    fn check(&self, config: &Value, prior: &Value, planned: &Value, place: &Place<'_>, found: &mut Found) {
        match (self.nesting, config, planned) {
            (_, Value::Null, Value::Null) | (_, Value::Unknown(_), _) => {}
            (Nesting::Single, Value::Map(_), Value::Map(_)) => (self.check)(config, prior, planned, place, found),
            (Nesting::Map, Value::Map(config), Value::Map(planned)) if config.keys().eq(planned.keys()) => {
                for (key, planned) in planned {
                    self.element(&config[key], part(prior, key), planned, &Place::Key(place, key), found);
                }
            }
            (Nesting::List, Value::List(config), Value::List(planned)) if config.len() == planned.len() => {
                let prior = prior.as_list().unwrap_or_default();
                for (index, (config, planned)) in config.iter().zip(planned).enumerate() {
                    let prior = prior.get(index).unwrap_or(&Value::Null);
                    self.element(config, prior, planned, &Place::Index(place, index), found);
                }
            }
            (Nesting::Set, Value::List(config), Value::List(planned)) if config.len() == planned.len() => {
                let prior = prior.as_list().unwrap_or_default();
                let good = |planned| config.iter().any(|config| self.is_from(config, prior, planned));
                found.add_if(!planned.iter().all(good), self.rule, place);
            }
            _ => found.add(self.rule, place),
        }
    }

    fn element(&self, config: &Value, prior: &Value, planned: &Value, place: &Place<'_>, found: &mut Found) {
        match (config, planned) {
            (Value::Map(_), Value::Map(_)) => (self.check)(config, prior, planned, place, found),
            (Value::Unknown(_), _) | (Value::Null, Value::Null) => {}
            _ => found.add(self.rule, place),
        }
    }

    /// Whether an element of a set may come from a configured one, whichever its prior was.
    fn is_from(&self, config: &Value, prior: &[Value], planned: &Value) -> bool {
        prior.iter().chain([&Value::Null]).any(|prior| {
            let mut found = Found::default();
            self.element(config, prior, planned, &ROOT, &mut found);
            found.0.is_empty()
        })
    }
}
