//! What ran on which control plane with which client.

use std::collections::BTreeMap;
use std::fmt;

use super::outcome::{Counts, Outcome};

const SERVERS: [(&str, &str); 2] = [("embedded", "embedded"), ("real", "kube-apiserver")];
const CLIENTS: [(&str, &str); 2] = [("terraform", "terraform"), ("tofu", "tofu")];
const NONE: &str = "-";

/// The tests by the control plane and the client that their names contain.
pub(super) struct Table {
    rows: BTreeMap<(&'static str, &'static str), Counts>,
}

impl Table {
    /// Counts the tests of all binaries.
    pub(super) fn new(outcomes: &[Outcome]) -> Self {
        let mut rows = BTreeMap::<_, Counts>::new();
        for (server, client) in combinations() {
            rows.insert((server, client), Counts::default());
        }
        for test in outcomes.iter().flat_map(Outcome::tests) {
            *rows.entry(combination(test.name)).or_default() += test.counts();
        }
        Self { rows }
    }
}

/// What the table shows even where nothing ran.
fn combinations() -> impl Iterator<Item = (&'static str, &'static str)> {
    SERVERS.iter().flat_map(|(_, server)| CLIENTS.iter().map(|(_, client)| (*server, *client)))
}

fn combination(name: &str) -> (&'static str, &'static str) {
    let part = |of: &[(&str, &'static str)]| {
        let found = name.split("::").find_map(|part| of.iter().find(|(word, _)| *word == part));
        found.map_or(NONE, |(_, shown)| *shown)
    };
    (part(&SERVERS), part(&CLIENTS))
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:<16}{:<12}{:>8}{:>8}{:>9}", "control plane", "client", "passed", "failed", "skipped")?;
        for ((server, client), Counts { passed, failed, ignored }) in &self.rows {
            writeln!(formatter, "{server:<16}{client:<12}{passed:>8}{failed:>8}{ignored:>9}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_control_plane_and_client() {
        assert_eq!(combination("drift::embedded::tofu::a_deleted_object_is_created_again"), ("embedded", "tofu"));
        assert_eq!(combination("list::real::pages_hold_all_objects"), ("kube-apiserver", NONE));
        assert_eq!(combination("names::tests::a_real_name"), (NONE, NONE));
    }

    #[test]
    fn a_combination_that_did_not_run_is_shown() {
        let output = "test a::embedded::tofu::one ... ok\ntest a::real::two ... FAILED\n".to_owned();
        let table = Table::new(&[Outcome::new("tests".to_owned(), true, output)]).to_string();
        let row =
            |of: &str| table.lines().find(|line| line.starts_with(of)).map(|line| line.split_whitespace().collect());
        assert_eq!(row("kube-apiserver  terraform"), Some(vec!["kube-apiserver", "terraform", "0", "0", "0"]));
        assert_eq!(row("embedded        tofu"), Some(vec!["embedded", "tofu", "1", "0", "0"]));
        assert_eq!(row("kube-apiserver  -"), Some(vec!["kube-apiserver", "-", "0", "1", "0"]));
    }
}
