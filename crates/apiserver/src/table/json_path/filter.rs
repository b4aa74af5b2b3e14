use std::cmp::Ordering;

use serde_json::Value;

use super::JsonPath;

/// A condition on the items of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    /// The operand leads somewhere.
    Exists(Operand),
    /// Two operands compare in one of the accepted ways.
    Compare { left: Operand, accepted: &'static [Ordering], right: Operand },
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// A path from the item.
    Path(JsonPath),
    Constant(Value),
}

/// The operators; longer ones first, since they begin with shorter ones.
pub(super) const OPERATORS: [(&str, &[Ordering]); 6] = [
    ("==", &[Ordering::Equal]),
    ("!=", &[Ordering::Less, Ordering::Greater]),
    ("<=", &[Ordering::Less, Ordering::Equal]),
    (">=", &[Ordering::Greater, Ordering::Equal]),
    ("<", &[Ordering::Less]),
    (">", &[Ordering::Greater]),
];

impl Filter {
    /// Whether an item passes; nothing if its values cannot be compared.
    pub(super) fn passes(&self, item: &Value) -> Option<bool> {
        match self {
            Self::Exists(operand) => Some(!operand.values(item).is_empty()),
            Self::Compare { left, accepted, right } => match (&left.values(item)[..], &right.values(item)[..]) {
                ([], _) | (_, []) => Some(false),
                ([left], [right]) => Some(accepted.contains(&compare(left, right)?)),
                _ => None,
            },
        }
    }
}

impl Operand {
    fn values<'a>(&'a self, item: &'a Value) -> Vec<&'a Value> {
        match self {
            Self::Path(path) => path.find(item),
            Self::Constant(value) => vec![value],
        }
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        _ => None,
    }
}
