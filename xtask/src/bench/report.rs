//! What was measured, as a table.

use std::fmt::{self, Display, Formatter};

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

/// Tables of measurements, and profiles of those that missed their aim.
#[derive(Default)]
pub(super) struct Report {
    sections: Vec<Section>,
    profiles: Vec<String>,
}

/// Measurements of one thing beside another.
pub(super) struct Section {
    title: String,
    columns: [&'static str; 2],
    rows: Vec<Row>,
    skipped: Vec<String>,
}

struct Row {
    subject: &'static str,
    what: String,
    measured: f64,
    floor: Option<f64>,
    aim: Aim,
}

impl Report {
    /// Begins a table; the columns are what is measured and what it is divided by.
    pub(super) fn section(&mut self, title: &str, columns: [&'static str; 2]) -> &mut Section {
        eprintln!("{}", heading(title, columns));
        self.sections.push(Section { title: title.to_owned(), columns, rows: Vec::new(), skipped: Vec::new() });
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    /// Whether a measurement of a subject missed its aim.
    pub(super) fn misses(&self, subject: &str) -> bool {
        let mut rows = self.sections.iter().flat_map(|section| &section.rows);
        rows.any(|row| row.subject == subject && row.is_met() == Some(false))
    }

    /// Adds a profile.
    pub(super) fn attach(&mut self, profile: String) {
        self.profiles.push(profile);
    }
}

impl Section {
    /// Adds a measurement of a subject; `floor` is the same of what it is compared with.
    pub(super) fn row(&mut self, subject: &'static str, what: &str, measured: f64, floor: Option<f64>, aim: Aim) {
        let row = Row { subject, what: what.to_owned(), measured, floor, aim };
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// Says that something is not measured, and why.
    pub(super) fn skip(&mut self, what: &str, why: impl Display) {
        let line = format!("skipped: {what}: {why}");
        eprintln!("{line}");
        self.skipped.push(line);
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
        let ratio = self.ratio().map_or_else(
            || "-".to_owned(),
            |ratio| if ratio < 0.1 { format!("{ratio:.3}") } else { format!("{ratio:.2}") },
        );
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

impl Display for Section {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", heading(&self.title, self.columns))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.skipped.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.sections.iter().try_for_each(|section| writeln!(f, "{section}"))?;
        self.profiles.iter().try_for_each(|profile| writeln!(f, "{profile}\n"))
    }
}

fn heading(title: &str, [measured, floor]: [&str; 2]) -> String {
    format!("{title}\n{:<52}{measured:>10}{floor:>10}{:>8}  aim", "", "ratio")
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 || value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.1}") }
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
    fn what_is_skipped_is_said_in_its_section() {
        let mut report = Report::default();
        report.section("first", ["a", "b"]).row("plan", "time, ms", 3.0, Some(60.0), Aim::None);
        report.section("second", ["a", "c"]).skip("etcd", "Go is not on PATH");
        let text = report.to_string();
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part:?} in {text}"));
        let order = ["first", "0.050", "second", "skipped: etcd: Go is not on PATH"].map(at);
        assert!(order.is_sorted(), "{text}");
    }
}
