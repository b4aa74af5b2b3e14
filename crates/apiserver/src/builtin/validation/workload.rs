//! Workloads: what runs pods, and how many.

use serde_json::{Map, Value};

use super::selector::selects;
use super::{Check, IMMUTABLE, path_of};

impl Check<'_> {
    pub(super) fn workload(&mut self) {
        self.not_negative("/spec/replicas");
        self.immutable("/spec/selector", IMMUTABLE);
        let Some(selector) = self.at("/spec/selector") else { return };
        let no_labels = Value::Object(Map::new());
        let labels = self.at("/spec/template/metadata/labels").unwrap_or(&no_labels);
        if selector.as_object().is_none_or(Map::is_empty) {
            self.invalid(&path_of("/spec/selector"), selector, "empty selector is invalid");
        } else if !selects(selector, labels) {
            let path = path_of("/spec/template/metadata/labels");
            self.invalid(&path, labels, "`selector` does not match template `labels`");
        }
        if let Some(policy) = self.at("/spec/template/spec/restartPolicy") {
            self.one_of(&path_of("/spec/template/spec/restartPolicy"), policy, &["Always"]);
        }
    }

    pub(super) fn job(&mut self, pointer: &str) {
        for field in ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"]
        {
            self.not_negative(&format!("{pointer}/{field}"));
        }
        self.immutable("/spec/selector", IMMUTABLE);
        self.immutable("/spec/template", IMMUTABLE);
        let restart = format!("{pointer}/template/spec/restartPolicy");
        if let Some(policy) = self.at(&restart) {
            self.one_of(&path_of(&restart), policy, &["Never", "OnFailure"]);
        }
    }

    pub(super) fn cron_job(&mut self) {
        self.job("/spec/jobTemplate/spec");
        for field in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            self.not_negative(&format!("/spec/{field}"));
        }
        let Some(schedule) = self.at("/spec/schedule") else { return };
        let text = schedule.as_str().unwrap_or_default();
        let fields = text.split_whitespace().count();
        if text.is_empty() {
            self.require(&path_of("/spec/schedule"), "");
        } else if !text.starts_with('@') && fields != 5 {
            let detail = format!("expected exactly 5 fields, found {fields}: [{text}]");
            self.invalid(&path_of("/spec/schedule"), schedule, &detail);
        }
        if let Some(policy) = self.at("/spec/concurrencyPolicy") {
            self.one_of(&path_of("/spec/concurrencyPolicy"), policy, &["Allow", "Forbid", "Replace"]);
        }
    }

    pub(super) fn autoscaler(&mut self) {
        let number = |pointer: &str| self.at(pointer).and_then(Value::as_i64);
        let (min, max) = (number("/spec/minReplicas").unwrap_or(1), number("/spec/maxReplicas"));
        if min < 1 {
            self.invalid(&path_of("/spec/minReplicas"), &Value::from(min), "must be greater than or equal to 1");
        }
        let Some(max) = max else { return };
        if max < 1 {
            self.invalid(&path_of("/spec/maxReplicas"), &Value::from(max), "must be greater than 0");
        } else if max < min {
            let detail = "must be greater than or equal to `minReplicas`";
            self.invalid(&path_of("/spec/maxReplicas"), &Value::from(max), detail);
        }
    }

    pub(super) fn disruption_budget(&mut self) {
        let (Some(min), Some(max)) = (self.at("/spec/minAvailable"), self.at("/spec/maxUnavailable")) else { return };
        let detail = "minAvailable and maxUnavailable cannot be both set";
        let both = serde_json::json!({ "minAvailable": min, "maxUnavailable": max });
        self.invalid(&path_of("/spec"), &both, detail);
    }
}
