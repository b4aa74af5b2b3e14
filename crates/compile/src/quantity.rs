//! Amounts of CPU and memory.

use std::fmt;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// A non-negative amount, exact to a billionth; finer fractions are rounded up, as Kubernetes does.
///
/// Displayed in Kubernetes' canonical spelling: the largest unit that needs no fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    nanos: u128,
    binary: bool,
}

const NANO: u128 = 1_000_000_000;
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: [&str; 6] = ["k", "M", "G", "T", "P", "E"];
const FRACTION: [&str; 3] = ["n", "u", "m"];

impl Amount {
    /// Thousandths, such as `100m`.
    pub(crate) const fn milli(count: u128) -> Self {
        Self { nanos: count * (NANO / 1000), binary: false }
    }

    /// Mebibytes.
    pub(crate) const fn mebi(count: u128) -> Self {
        Self { nanos: count * 1024 * 1024 * NANO, binary: true }
    }

    /// Reads a quantity such as `2`, `500m` or `1.5Gi`; none where it is no such quantity or above 2^63 - 1.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (scale, binary) = scale(unit)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
        let divisor = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let nanos = digits.checked_mul(scale)?.div_ceil(divisor);
        (nanos <= i64::MAX as u128 * NANO).then_some(Self { nanos, binary })
    }

    /// Reads a quantity of the API; none where it is left out or cannot be read (validation says so).
    pub(crate) fn of(quantity: Option<&Quantity>) -> Option<Self> {
        quantity.and_then(|quantity| Self::parse(&quantity.0))
    }

    /// The smaller of two amounts.
    pub(crate) fn min(self, other: Self) -> Self {
        if other.nanos < self.nanos { other } else { self }
    }

    /// The larger of two amounts.
    pub(crate) fn max(self, other: Self) -> Self {
        if other.nanos > self.nanos { other } else { self }
    }

    /// Whether this amount is above another.
    pub(crate) fn exceeds(self, other: Self) -> bool {
        self.nanos > other.nanos
    }
}

/// Billionths that one of a unit stands for, and whether the unit is a power of two.
fn scale(unit: &str) -> Option<(u128, bool)> {
    if unit.is_empty() {
        return Some((NANO, false));
    }
    if unit == "m" {
        return Some((NANO / 1000, false));
    }
    let exponent = |units: [&str; 6]| units.iter().position(|&known| known == unit).map(|index| index as u32 + 1);
    let binary = exponent(BINARY).map(|exponent| (NANO * 1024_u128.pow(exponent), true));
    binary.or_else(|| exponent(DECIMAL).map(|exponent| (NANO * 1000_u128.pow(exponent), false)))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nanos == 0 {
            return f.write_str("0");
        }
        let whole = self.nanos / NANO;
        if self.binary && whole >= 1024 && self.nanos.is_multiple_of(NANO) {
            let (count, exponent) = reduce(whole, 1024, BINARY.len());
            let unit = exponent.checked_sub(1).map_or("", |index| BINARY[index]);
            return write!(f, "{count}{unit}");
        }
        let (count, exponent) = reduce(self.nanos, 1000, FRACTION.len() + DECIMAL.len());
        let unit = match exponent.checked_sub(FRACTION.len()) {
            None => FRACTION[exponent],
            Some(0) => "",
            Some(exponent) => DECIMAL[exponent - 1],
        };
        write!(f, "{count}{unit}")
    }
}

/// Divides by the base as often as that leaves no remainder, at most `most` times.
fn reduce(mut count: u128, base: u128, most: usize) -> (u128, usize) {
    let mut exponent = 0;
    while exponent < most && count.is_multiple_of(base) {
        count /= base;
        exponent += 1;
    }
    (count, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_as_kubernetes_does() {
        for (text, canonical) in [
            ("0", "0"),
            ("100m", "100m"),
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1500", "1500"),
            ("2000", "2k"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("512Ki", "512Ki"),
            ("0.5Ki", "512"),
            ("0.1Mi", "104857600m"),
            ("1500M", "1500M"),
            ("0.0001", "100u"),
            ("0.0000000001", "1n"),
            ("1E", "1E"),
        ] {
            assert_eq!(Amount::parse(text).map(|amount| amount.to_string()).as_deref(), Some(canonical), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_quantity() {
        for text in ["", "m", ".5", "1.", "1..2", "-1", "1x", "1 Gi", "10E", "99999999999999999999999999999999"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn compares_across_units() {
        let amount = |text| Amount::parse(text).expect("a quantity");
        assert!(amount("1Gi").exceeds(amount("1G")));
        assert!(!amount("1000m").exceeds(amount("1")));
        assert_eq!(amount("1Gi").min(amount("512Mi")), amount("512Mi"));
    }
}
