use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::{Call, Fault, Seen};

type When = Box<dyn Fn(&Call) -> bool + Send + Sync>;

/// The faults that are to happen, and the calls that came.
#[derive(Default)]
pub(super) struct Rules {
    rules: Mutex<Vec<Rule>>,
    /// What was taken back before it happened.
    idle: Mutex<Vec<String>>,
    seen: Mutex<Vec<Seen>>,
}

struct Rule {
    left: usize,
    happened: bool,
    fault: Fault,
    when: When,
}

impl Rules {
    pub(super) fn add(&self, times: usize, fault: Fault, when: When) {
        lock(&self.rules).push(Rule { left: times, happened: false, fault, when });
    }

    pub(super) fn clear(&self) {
        let idle = self.idle();
        *lock(&self.idle) = idle;
        lock(&self.rules).clear();
    }

    /// The faults that never happened.
    pub(super) fn idle(&self) -> Vec<String> {
        let mut idle = lock(&self.idle).clone();
        idle.extend(lock(&self.rules).iter().filter(|rule| !rule.happened).map(|rule| format!("{:?}", rule.fault)));
        idle
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
                rule.happened = true;
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
