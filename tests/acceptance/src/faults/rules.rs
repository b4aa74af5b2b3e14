use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::{Call, Fault, Seen};

type When = Box<dyn Fn(&Call) -> bool + Send + Sync>;

/// The faults that are to happen, and the calls that came.
#[derive(Default)]
pub(super) struct Rules {
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<Vec<Seen>>,
}

struct Rule {
    left: usize,
    fault: Fault,
    when: When,
}

impl Rules {
    pub(super) fn add(&self, times: usize, fault: Fault, when: When) {
        lock(&self.rules).push(Rule { left: times, fault, when });
    }

    pub(super) fn clear(&self) {
        lock(&self.rules).clear();
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        lock(&self.seen).clone()
    }

    /// Notes a call, and finds what is to happen to it.
    pub(super) fn take(&self, call: Call) -> Option<Fault> {
        let fault = {
            let mut rules = lock(&self.rules);
            let rule = rules.iter_mut().find(|rule| rule.left > 0 && (rule.when)(&call));
            rule.map(|rule| {
                rule.left -= 1;
                rule.fault.clone()
            })
        };
        lock(&self.seen).push(Seen { at: Instant::now(), call, faulty: fault.is_some() });
        fault
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
