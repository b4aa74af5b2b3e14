use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::outcome::{Met, Outcomes};
use super::pair::{Disagreement, Pair, needs_controllers};
use super::step::Sequence;
use super::strategy;
use super::table::Table;
use super::transcript::Transcript;

/// How many sequences run at a time.
const PARALLEL: usize = 8;
/// The same for sequences that mostly wait for controllers.
const WAITING: usize = 24;
/// How many runs the search for a smaller sequence may take, and how long.
const SHRINKING: usize = 40;
const SEARCH: Duration = Duration::from_secs(30);
/// How many disagreements are made small and shown.
const SHOWN: usize = 8;
/// From so many sequences on, a cell of the table that is empty is a hole in the generator.
const MANY: usize = 5_000;

/// How many sequences a pair of servers sees, which are the slower the more they hold.
const BLOCK: usize = 1_000;

/// Generated sequences, the same for the same seed.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// What they are generated from.
    pub seed: u64,
    /// The number of the first.
    pub first: usize,
    /// How many sequences.
    pub sequences: usize,
}

/// What a campaign came to.
pub struct Report {
    campaign: Campaign,
    outcomes: Outcomes,
    elapsed: Duration,
    /// How many sequences the servers disagree on.
    pub disagreements: usize,
    transcripts: Vec<String>,
}

impl Campaign {
    /// The campaign in parts, each for servers of its own.
    pub fn blocks(self) -> impl Iterator<Item = Self> {
        let end = self.first + self.sequences;
        (self.first..end).step_by(BLOCK).map(move |first| Self { first, sequences: BLOCK.min(end - first), ..self })
    }

    /// Runs all sequences and makes those small on which the servers disagree.
    ///
    /// # Errors
    /// When a server does not answer at all.
    pub async fn run(self, pair: &Pair) -> Result<Report> {
        let started = Instant::now();
        let (mut calm, mut deleting) = (Vec::new(), Vec::new());
        for number in self.first..self.first + self.sequences {
            let sequence = self.tree(number)?.current();
            if needs_controllers(&sequence) { &mut deleting } else { &mut calm }.push((number, sequence));
        }
        let mut finished = Finished::default();
        let (_, calm) = tokio::try_join!(pair.collecting(), run_all(pair, calm, PARALLEL))?;
        finished.extend(calm);
        finished.extend(run_all(pair, deleting, WAITING).await?);
        let elapsed = started.elapsed();
        let Finished { outcomes, mut found } = finished;
        found.sort_by_key(|(number, _)| *number);
        let disagreements = found.len();
        let mut distinct = one_of_each(found);
        let more = distinct.split_off(SHOWN.min(distinct.len()));
        let minimized = distinct.into_iter().map(|(number, first)| self.minimize(pair, number, first));
        let mut transcripts: Vec<_> = stream::iter(minimized).buffered(PARALLEL).try_collect().await?;
        for (number, found) in more {
            let sequence = self.tree(number)?.current();
            let transcript = Transcript { sequence: &sequence, found: &found };
            transcripts.push(format!("sequence {number}, as generated\n{transcript}"));
        }
        Ok(Report { campaign: self, outcomes, elapsed, disagreements, transcripts })
    }

    /// One sequence of the campaign, with the ways to make it smaller.
    fn tree(self, number: usize) -> Result<impl ValueTree<Value = Sequence>> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&(number as u64).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        strategy::sequence().new_tree(&mut runner).map_err(|reason| anyhow::anyhow!("no sequence: {reason}"))
    }

    async fn minimize(self, pair: &Pair, number: usize, mut found: Disagreement) -> Result<String> {
        let started = Instant::now();
        let mut tree = self.tree(number)?;
        let mut smallest = tree.current();
        let mut progress = tree.simplify();
        for _ in 0..SHRINKING {
            if !progress || started.elapsed() > SEARCH {
                break;
            }
            let candidate = tree.current();
            progress = match pair.run(&candidate, &mut Outcomes::default()).await? {
                Some(smaller) => {
                    (smallest, found) = (candidate, smaller);
                    tree.simplify()
                }
                None => tree.complicate(),
            };
        }
        Ok(format!("sequence {number}\n{}", Transcript { sequence: &smallest, found: &found }))
    }
}

/// What came of sequences.
#[derive(Default)]
struct Finished {
    outcomes: Outcomes,
    found: Vec<(usize, Disagreement)>,
}

impl Finished {
    fn extend(&mut self, other: Self) {
        self.outcomes.add(&other.outcomes);
        self.found.extend(other.found);
    }
}

/// Runs sequences, several at a time.
async fn run_all(pair: &Pair, sequences: Vec<(usize, Sequence)>, at_a_time: usize) -> Result<Finished> {
    let runs = stream::iter(sequences).map(|(number, sequence)| async move {
        let mut outcomes = Outcomes::default();
        let found = pair.run(&sequence, &mut outcomes).await?;
        anyhow::Ok(Finished { outcomes, found: found.map(|found| (number, found)).into_iter().collect() })
    });
    let one = async |mut all: Finished, run| {
        all.extend(run);
        Ok(all)
    };
    runs.buffer_unordered(at_a_time).try_fold(Finished::default(), one).await
}

/// The disagreements without those that look like an earlier one.
fn one_of_each(found: Vec<(usize, Disagreement)>) -> Vec<(usize, Disagreement)> {
    let mut seen = std::collections::BTreeSet::new();
    found.into_iter().filter(|(_, found)| seen.insert(look(found))).collect()
}

fn look(found: &Disagreement) -> (super::Verb, u16, u16, String) {
    let first = found.differences().into_iter().next().unwrap_or_default();
    let place = first.split(':').next().unwrap_or_default().to_owned();
    (found.step.verb, found.embedded.code, found.real.code, place)
}

impl Report {
    /// The report of a campaign of which nothing has run yet.
    pub fn of(campaign: Campaign) -> Self {
        let (outcomes, elapsed) = (Outcomes::default(), Duration::ZERO);
        Self { campaign, outcomes, elapsed, disagreements: 0, transcripts: Vec::new() }
    }

    /// Adds what a part of the campaign came to.
    pub fn add(&mut self, part: Self) {
        self.outcomes.add(&part.outcomes);
        self.elapsed += part.elapsed;
        self.disagreements += part.disagreements;
        self.transcripts.extend(part.transcripts);
    }

    /// The disagreements, made small, for who shows them before the end.
    pub fn take_transcripts(&mut self) -> Vec<String> {
        std::mem::take(&mut self.transcripts)
    }

    /// What can happen and did not, in a campaign that is long enough to say so.
    pub fn holes(&self) -> Vec<String> {
        if self.campaign.sequences < MANY { Vec::new() } else { Table(&self.outcomes).empty_cells() }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", Table(&self.outcomes))?;
        for transcript in &self.transcripts {
            writeln!(out, "{transcript}")?;
        }
        writeln!(out, "{:<20}{:>8}{:>20}", "documented", "met", "ended a sequence")?;
        for (id, Met { seen, ended }) in self.outcomes.met() {
            writeln!(out, "{:<20}{seen:>8}{ended:>20}", format!("{id:?}"))?;
        }
        let (sequences, steps) = (self.campaign.sequences, self.outcomes.steps());
        let (length, rate) = (steps as f64 / sequences.max(1) as f64, sequences as f64 / self.elapsed.as_secs_f64());
        writeln!(
            out,
            "seed {}, from {}: {sequences} sequences of mean length {length:.1}, {rate:.1} sequences/s; {} differ without \
             an explanation",
            self.campaign.seed, self.campaign.first, self.disagreements
        )
    }
}
