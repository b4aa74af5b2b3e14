//! Kubernetes quantities: `1500m`, `1.5`, `2Gi`.

/// Decimal suffixes with their powers of ten.
const DECIMAL: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

/// Binary suffixes, each 1024 times the one before.
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// Whether two texts are quantities of one value. What is no quantity, or too long to calculate with, equals nothing.
pub(super) fn equal(left: &str, right: &str) -> bool {
    matches!((parse(left), parse(right)), (Some(left), Some(right)) if left == right)
}

/// Mantissa and power of ten, the mantissa not divisible by ten.
fn parse(text: &str) -> Option<(i128, i32)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mantissa: i128 = [whole, fraction].concat().parse().ok()?;
    let scale = i32::try_from(fraction.len()).ok()?;
    let (factor, power) = multiplier(suffix)?;
    let magnitude = mantissa.checked_mul(factor)?;
    Some(normal(if text.starts_with('-') { -magnitude } else { magnitude }, power.checked_sub(scale)?))
}

/// What a suffix multiplies by: a factor and a power of ten.
fn multiplier(suffix: &str) -> Option<(i128, i32)> {
    if let Some(position) = BINARY.iter().position(|binary| *binary == suffix) {
        return Some((1 << (10 * (position + 1)), 0));
    }
    if let Some((_, power)) = DECIMAL.iter().find(|(decimal, _)| *decimal == suffix) {
        return Some((1, *power));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    exponent.parse::<i16>().ok().map(|power| (1, power.into()))
}

fn normal(mut mantissa: i128, mut power: i32) -> (i128, i32) {
    if mantissa == 0 {
        return (0, 0);
    }
    while mantissa % 10 == 0 {
        mantissa /= 10;
        power += 1;
    }
    (mantissa, power)
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn spellings_of_one_amount_are_equal() {
        for (left, right) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            (".5", "5e-1"),
            ("1Gi", "1024Mi"),
            ("1k", "1E3"),
            ("1E", "1000P"),
            ("0", "0Ki"),
            ("-1500m", "-1.5"),
            ("1.50Gi", "1536Mi"),
        ] {
            assert!(equal(left, right), "{left} {right}");
        }
    }

    #[test]
    fn other_amounts_and_other_text_differ() {
        for (left, right) in [
            ("1", "1m"),
            ("1G", "1Gi"),
            ("1", "-1"),
            ("", ""),
            ("x", "x"),
            ("1x", "1x"),
            ("1.2.3", "1.2.3"),
            ("99999999999999999999999999999999999999999", "99999999999999999999999999999999999999999"),
        ] {
            assert!(!equal(left, right), "{left} {right}");
        }
    }
}
