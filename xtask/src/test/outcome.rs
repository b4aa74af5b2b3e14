//! What running a test binary came to.

use std::ops::AddAssign;

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) ignored: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// One test binary after its run.
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) succeeded: bool,
    pub(super) counts: Counts,
    /// What tests said that could not run here: which, and why.
    pub(super) skipped: Vec<String>,
    pub(super) output: String,
}

impl Outcome {
    pub(super) fn new(name: String, succeeded: bool, output: String) -> Self {
        let skipped = skipped(&output);
        let mut counts = counts(&output);
        // To the harness they have passed.
        counts.passed = counts.passed.saturating_sub(skipped.len());
        counts.ignored += skipped.len();
        Self { name, succeeded, counts, skipped, output }
    }

    /// Its tests one by one.
    pub(super) fn tests(&self) -> impl Iterator<Item = Test<'_>> {
        self.output.lines().filter_map(|line| self.test(line))
    }

    fn test<'a>(&self, line: &'a str) -> Option<Test<'a>> {
        let (name, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let said = |skipped: &String| skipped.strip_prefix(name).is_some_and(|rest| rest.starts_with(": "));
        let skipped = result.starts_with("ignored") || self.skipped.iter().any(said);
        Some(Test { name, passed: result == "ok", skipped })
    }

    /// Whether it ended well, as its exit code and its own count of failures both have it.
    pub(super) fn passed(&self) -> bool {
        self.succeeded && self.counts.failed == 0
    }
}

/// A test after its run.
pub(super) struct Test<'a> {
    pub(super) name: &'a str,
    passed: bool,
    skipped: bool,
}

impl Test<'_> {
    /// One, for what became of it.
    pub(super) fn counts(&self) -> Counts {
        let passed = self.passed && !self.skipped;
        let failed = !self.passed && !self.skipped;
        Counts { passed: passed.into(), failed: failed.into(), ignored: self.skipped.into() }
    }
}

/// The sum of all `test result:` lines: documentation tests print one for each crate.
fn counts(output: &str) -> Counts {
    let mut sum = Counts::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        sum +=
            Counts { passed: number(line, "passed"), failed: number(line, "failed"), ignored: number(line, "ignored") };
    }
    sum
}

/// The lines of tests that say that they are skipped.
fn skipped(output: &str) -> Vec<String> {
    output.lines().filter_map(|line| line.strip_prefix("skipped: ")).map(str::to_owned).collect()
}

fn number(line: &str, of: &str) -> usize {
    let before = line.split([';', '.']).find_map(|part| part.trim().strip_suffix(of));
    before.and_then(|before| before.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_several_results_are_added() {
        let output = "running 3 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s\n\
            test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.10s\n";
        assert_eq!(counts(output), Counts { passed: 3, failed: 3, ignored: 1 });
    }

    #[test]
    fn each_test_is_counted_for_what_became_of_it() {
        let output = "test one ... ok\ntest two ... ok\ntest three ... FAILED\ntest four ... ignored, slow\n\
            skipped: two: there is no go\n";
        let outcome = Outcome::new("tests".to_owned(), false, output.to_owned());
        let mut sum = Counts::default();
        outcome.tests().for_each(|test| sum += test.counts());
        assert_eq!(sum, Counts { passed: 1, failed: 1, ignored: 2 });
    }

    #[test]
    fn a_test_that_says_it_is_skipped_has_not_passed() {
        let output = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
            skipped: real::a_test: there is no go\n";
        let outcome = Outcome::new("add-ons".to_owned(), true, output.to_owned());
        assert_eq!(outcome.counts, Counts { passed: 2, failed: 0, ignored: 1 });
        assert_eq!(outcome.skipped, ["real::a_test: there is no go"]);
    }

    #[test]
    fn a_binary_that_dies_has_not_passed() {
        assert!(!Outcome::new("died".to_owned(), false, String::new()).passed());
        assert!(Outcome::new("empty".to_owned(), true, String::new()).passed());
    }
}
