//! What was measured, as a table.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// What is aimed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Aim {
    /// Nothing: the number is for information.
    None,
    /// The number itself.
    AtMost(f64),
    /// The number itself.
    AtLeast(f64),
    /// The number divided by that of the floor.
    AtMostOfFloor(f64),
}

/// A table of measurements, and profiles of those that missed their aim.
#[derive(Default)]
pub(super) struct Report {
    rows: Vec<Row>,
    profiles: Vec<String>,
}

struct Row {
    subject: &'static str,
    what: String,
    measured: f64,
    floor: Option<f64>,
    aim: Aim,
}

impl Report {
    /// Adds a measurement of a subject; `floor` is the same of something that does the least that is possible.
    pub(super) fn row(&mut self, subject: &'static str, what: &str, measured: f64, floor: Option<f64>, aim: Aim) {
        let row = Row { subject, what: what.to_owned(), measured, floor, aim };
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// Whether a measurement of a subject missed its aim.
    pub(super) fn misses(&self, subject: &str) -> bool {
        self.rows.iter().any(|row| row.subject == subject && row.is_met() == Some(false))
    }

    /// Adds a profile.
    pub(super) fn attach(&mut self, profile: String) {
        self.profiles.push(profile);
    }
}

impl Row {
    /// The measurement by the floor.
    fn ratio(&self) -> Option<f64> {
        self.floor.filter(|floor| *floor > 0.0).map(|floor| self.measured / floor)
    }

    fn is_met(&self) -> Option<bool> {
        match self.aim {
            Aim::None => None,
            Aim::AtMost(aim) => Some(self.measured <= aim),
            Aim::AtLeast(aim) => Some(self.measured >= aim),
            Aim::AtMostOfFloor(aim) => self.ratio().map(|ratio| ratio <= aim),
        }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let floor = self.floor.map_or_else(|| "-".to_owned(), number);
        let ratio = self.ratio().map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        let aim = match self.aim {
            Aim::None => String::new(),
            Aim::AtMost(aim) => format!("<= {}", number(aim)),
            Aim::AtLeast(aim) => format!(">= {}", number(aim)),
            Aim::AtMostOfFloor(aim) => format!("ratio <= {aim}"),
        };
        let verdict = self.is_met().map_or("", |met| if met { "met" } else { "MISSED" });
        let line = format!("{:<52}{:>10}{floor:>10}{ratio:>8}  {aim:<14}{verdict}", self.what, number(self.measured));
        f.write_str(line.trim_end())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<52}{:>10}{:>10}{:>8}  aim", "", "measured", "floor", "ratio")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.profiles.iter().try_for_each(|profile| writeln!(f, "\n{profile}"))
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 || value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// The value in the middle; zero where there is none.
pub(super) fn median(values: &mut [Duration]) -> Duration {
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A duration in milliseconds.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aim_is_met_or_missed() {
        for (measured, floor, aim, met) in [
            (1.0, None, Aim::None, None),
            (10.0, None, Aim::AtMost(10.0), Some(true)),
            (10.1, None, Aim::AtMost(10.0), Some(false)),
            (10.1, None, Aim::AtLeast(10.0), Some(true)),
            (2.5, Some(2.0), Aim::AtMostOfFloor(1.3), Some(true)),
            (2.7, Some(2.0), Aim::AtMostOfFloor(1.3), Some(false)),
        ] {
            let row = Row { subject: "plan", what: "time".into(), measured, floor, aim };
            assert_eq!(row.is_met(), met, "{row}");
        }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let mut values = [5, 1, 3].map(Duration::from_secs);
        assert_eq!(median(&mut values), Duration::from_secs(3));
    }
}
