//! Differential testing: the same sequences of requests on the embedded server and on the real kube-apiserver.
//!
//! A [`Sequence`] of [`Step`]s is generated, or read from a file. A [`Session`] sends it to one server and observes the
//! answers, of which a [`Normalizer`] takes out what must differ: uids, versions, times, generated names. What still
//! differs is a [`Disagreement`], unless it is on the list of documented differences, `documented.yaml`.

mod campaign;
mod documented;
mod kind;
mod normalize;
mod outcome;
mod pair;
mod placeholder;
mod session;
mod settle;
mod step;
mod strategy;
mod table;
mod transcript;
mod watching;

pub use campaign::{Campaign, Report};
pub use normalize::Normalizer;
pub use outcome::Outcomes;
pub use pair::{Disagreement, Pair};
pub use session::{Observation, Session};
pub use step::{Sequence, Step, Verb};
