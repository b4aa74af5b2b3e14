//! Exact numbers.

use std::{cmp::Ordering, fmt, str::FromStr};

/// Digits of the longest exact decimal expansion of an `f64`, less the one in front of the point.
const F64_FRACTION_DIGITS: usize = 766;

/// Beyond this many digits a number is displayed with an exponent.
const PLAIN_DIGITS: i64 = 400;

/// A number of arbitrary precision, as Terraform has it. Compared by value: `1`, `1.0` and `"1"` on the wire are equal.
///
/// Parsed from decimal text, with or without fraction and exponent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// Canonical: no value has two representations, so the derived equality is equality by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Repr {
    Int(i64),
    /// Anything that is not an `i64`.
    Decimal(Box<Decimal>),
}

/// `0.DIGITS` times ten to the power `point`. The digits neither start nor end with a zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

/// A text that is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a decimal number")]
pub struct NumberError {
    /// The text.
    pub text: String,
}

impl Number {
    /// The exact binary value of a float: `0.1` becomes `0.1000000000000000055...`. `None` if it is not finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        if value.fract() == 0.0 && value.abs() < i64::MAX as f64 {
            return Some(Self::from(value as i64));
        }
        if !value.is_finite() {
            return None;
        }
        format!("{value:.F64_FRACTION_DIGITS$e}").parse().ok()
    }

    /// The value as an `i64`, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Int(value) => Some(value),
            Repr::Decimal(_) => None,
        }
    }

    /// The value as a `u64`, if it is one.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Int(value) => u64::try_from(*value).ok(),
            Repr::Decimal(decimal) if decimal.is_integer() && decimal.point <= 20 => self.to_string().parse().ok(),
            Repr::Decimal(_) => None,
        }
    }

    /// The nearest float, infinite where the value exceeds the range.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Int(value) => *value as f64,
            Repr::Decimal(decimal) => decimal.as_f64(),
        }
    }

    /// The float that has exactly this value, if there is one.
    pub fn exact_f64(&self) -> Option<f64> {
        if matches!(&self.0, Repr::Decimal(decimal) if decimal.is_surely_not_binary()) {
            return None;
        }
        let float = self.as_f64();
        (Self::from_f64(float).as_ref() == Some(self)).then_some(float)
    }

    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Int(_) => true,
            Repr::Decimal(decimal) => decimal.is_integer(),
        }
    }

    /// The JSON number that is read back as this value, `None` where JSON's 64 bits do not suffice.
    pub fn to_json(&self) -> Option<serde_json::Number> {
        if let Some(value) = self.as_i64() {
            return Some(value.into());
        }
        if let Some(value) = self.as_u64() {
            return Some(value.into());
        }
        let number = serde_json::Number::from_f64(self.as_f64())?;
        let faithful = Self::try_from(&number).as_ref() == Ok(self) || self.exact_f64().is_some();
        faithful.then_some(number)
    }

    fn decimal(&self) -> Decimal {
        match &self.0 {
            Repr::Decimal(decimal) => (**decimal).clone(),
            Repr::Int(value) => Decimal::integer(*value),
        }
    }
}

impl Decimal {
    fn integer(value: i64) -> Self {
        let text = value.unsigned_abs().to_string();
        let digits = text.trim_end_matches('0').to_owned();
        Self { negative: value < 0, digits, point: text.len() as i64 }
    }

    fn is_integer(&self) -> bool {
        self.digits.len() as i64 <= self.point
    }

    /// A fraction in base two has a decimal expansion that ends in five.
    fn is_surely_not_binary(&self) -> bool {
        !self.is_integer() && !self.digits.ends_with('5')
    }

    fn as_f64(&self) -> f64 {
        let sign = if self.negative { "-" } else { "" };
        // The text is a float literal by construction, so that parsing it does not fail.
        format!("{sign}0.{}e{}", self.digits, self.point).parse().unwrap_or(f64::NAN)
    }

    fn canonical(self) -> Repr {
        if !self.is_integer() || self.point > 19 {
            return Repr::Decimal(Box::new(self));
        }
        match self.to_string().parse() {
            Ok(value) => Repr::Int(value),
            Err(_) => Repr::Decimal(Box::new(self)),
        }
    }

    /// Order of the absolute values.
    fn cmp_magnitude(&self, other: &Self) -> Ordering {
        let zeros = (self.digits.is_empty(), other.digits.is_empty());
        match zeros {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if let Ok(value) = text.parse::<i64>() {
            return Ok(value.into());
        }
        parse_decimal(text)
            .map(|decimal| Self(decimal.canonical()))
            .ok_or_else(|| NumberError { text: text.to_owned() })
    }
}

fn parse_decimal(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, i64::from(exponent.parse::<i32>().ok()?)),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = all.trim_start_matches('0');
    let leading_zeros = (all.len() - significant.len()) as i64;
    let digits = significant.trim_end_matches('0').to_owned();
    let point = if digits.is_empty() { 0 } else { whole.len() as i64 - leading_zeros + exponent };
    Some(Decimal { negative: text.starts_with('-') && !digits.is_empty(), digits, point })
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Int(value) => write!(f, "{value}"),
            Repr::Decimal(decimal) => write!(f, "{decimal}"),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { negative, digits, point } = self;
        if *negative {
            f.write_str("-")?;
        }
        if digits.is_empty() {
            return f.write_str("0");
        }
        if point.abs() > PLAIN_DIGITS {
            return write!(f, "0.{digits}e{point}");
        }
        let length = digits.len() as i64;
        if *point <= 0 {
            write!(f, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
        } else if *point >= length {
            write!(f, "{digits}{}", "0".repeat((point - length) as usize))
        } else {
            let (whole, fraction) = digits.split_at(*point as usize);
            write!(f, "{whole}.{fraction}")
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Int(left), Repr::Int(right)) = (&self.0, &other.0) {
            return left.cmp(right);
        }
        let (left, right) = (self.decimal(), other.decimal());
        match (left.negative, right.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => left.cmp_magnitude(&right),
            (true, true) => right.cmp_magnitude(&left),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Int(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        match i64::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => {
                let text = value.to_string();
                let digits = text.trim_end_matches('0').to_owned();
                Self(Repr::Decimal(Box::new(Decimal { negative: false, digits, point: text.len() as i64 })))
            }
        }
    }
}

/// The shortest decimal text of a JSON float is what its author wrote, so that `0.1` is `0.1` exactly.
impl TryFrom<&serde_json::Number> for Number {
    type Error = NumberError;

    fn try_from(number: &serde_json::Number) -> Result<Self, NumberError> {
        match number.as_i64() {
            Some(value) => Ok(value.into()),
            None => number.to_string().parse(),
        }
    }
}

#[cfg(test)]
mod tests;
