//! Numbers that stand for many.

use std::time::Duration;

/// The value in the middle; zero where there is none.
pub(super) fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value that so many hundredths of all do not exceed; zero where there is none.
pub(super) fn percentile(values: &[f64], hundredths: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() as f64 * hundredths / 100.0).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// A duration in milliseconds.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (values, middle) in [(&[5.0, 1.0, 3.0][..], 3.0), (&[2.0, 1.0], 1.0), (&[7.0], 7.0), (&[], 0.0)] {
            assert_eq!(median(values), middle, "{values:?}");
        }
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        for (hundredths, value) in [(50.0, 100.0), (99.0, 198.0), (100.0, 200.0), (0.0, 1.0)] {
            assert_eq!(percentile(&values, hundredths), value, "p{hundredths}");
        }
    }
}
