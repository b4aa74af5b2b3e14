//! Exact numbers.

/// A number of arbitrary precision, as Terraform has it. Compared by value: `1`, `1.0` and `"1"` on the wire are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}
