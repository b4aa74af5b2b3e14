//! Known values stay.

use super::{Found, Rule};
use crate::{
    diagnostic::{Place, ROOT},
    number::Number,
    value::{Refinement, Type, Value},
};

/// Adds what differs between a plan and what came of it: a later plan or a state.
pub(super) fn compare(ty: &Type, planned: &Value, actual: &Value, place: &Place<'_>, found: &mut Found) {
    match (ty, planned, actual) {
        (_, Value::Unknown(promised), actual) => found.add_if(!honours(promised, actual), Rule::Refinement, place),
        (Type::Set(element), Value::List(planned), Value::List(actual)) => {
            let same = |planned, actual| is_same(element, planned, actual);
            let all_stay = planned.iter().all(|planned| actual.iter().any(|actual| same(planned, actual)));
            let none_new = actual.iter().all(|actual| planned.iter().any(|planned| same(planned, actual)));
            found.add_if(!all_stay || !none_new, Rule::Elements, place);
        }
        (_, Value::List(planned), Value::List(actual)) if planned.len() == actual.len() => {
            for (index, (planned, actual)) in planned.iter().zip(actual).enumerate() {
                let element = ty.element(index).unwrap_or(&Type::Dynamic);
                compare(element, planned, actual, &Place::Index(place, index), found);
            }
        }
        (_, Value::Map(planned), Value::Map(actual)) if planned.keys().eq(actual.keys()) => {
            let is_map = matches!(ty, Type::Map(_));
            for (name, planned) in planned {
                let place = if is_map { Place::Key(place, name) } else { Place::Attribute(place, name) };
                compare(ty.attribute(name).unwrap_or(&Type::Dynamic), planned, &actual[name], &place, found);
            }
        }
        (_, Value::List(_), Value::List(_)) | (_, Value::Map(_), Value::Map(_)) => found.add(Rule::Elements, place),
        (_, planned, actual) => found.add_if(planned != actual, Rule::Changed, place),
    }
}

fn is_same(ty: &Type, planned: &Value, actual: &Value) -> bool {
    let mut found = Found::default();
    compare(ty, planned, actual, &ROOT, &mut found);
    found.0.is_empty()
}

fn honours(promised: &Refinement, actual: &Value) -> bool {
    let Refinement { null, prefix, lower, upper, min_length, max_length } = promised;
    let above = |number: &Number| lower.as_ref().is_none_or(|(min, at)| number > min || *at && number == min);
    let below = |number: &Number| upper.as_ref().is_none_or(|(max, at)| number < max || *at && number == max);
    let fits = |length: usize| {
        min_length.is_none_or(|min| min <= length as u64) && max_length.is_none_or(|max| length as u64 <= max)
    };
    match actual {
        Value::Unknown(_) => true,
        Value::Null => *null != Some(false),
        _ if *null == Some(true) => false,
        Value::String(text) => prefix.as_ref().is_none_or(|prefix| text.starts_with(prefix)),
        Value::Number(number) => above(number) && below(number),
        Value::List(elements) => fits(elements.len()),
        Value::Map(entries) => fits(entries.len()),
        Value::Bool(_) => true,
    }
}
