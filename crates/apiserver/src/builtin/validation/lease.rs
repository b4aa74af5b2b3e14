use super::{Check, path_of};

impl Check<'_> {
    pub(super) fn lease(&mut self) {
        let pointer = "/spec/leaseDurationSeconds";
        if let Some(value) = self.at(pointer).filter(|value| value.as_i64().is_some_and(|seconds| seconds <= 0)) {
            self.invalid(&path_of(pointer), value, "must be greater than 0");
        }
        self.not_negative("/spec/leaseTransitions");
    }
}
