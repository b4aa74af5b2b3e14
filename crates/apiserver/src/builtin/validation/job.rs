//! Jobs, and what makes them.

use serde_json::{Value, json};

use super::selector::selects;
use super::{Check, IMMUTABLE, path_of};
use crate::builtin::job::{CONTROLLER_UID, GENERATED_LABELS, selects_by_itself};
use crate::schema::{FieldError, FieldPath, Reason};

/// What a Job never changes, beside its pods and how many of them are to complete.
const FIXED: [&str; 6] =
    ["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"];

/// The pods of a Job without what decides where they run and what they get there.
fn what_runs(pods: &Value) -> Value {
    let mut pods = pods.clone();
    let mut remove = |pointer: &str, field: &str| {
        if let Some(fields) = pods.pointer_mut(pointer).and_then(Value::as_object_mut) {
            fields.remove(field);
        }
    };
    for field in ["nodeSelector", "tolerations", "schedulingGates"] {
        remove("", field);
    }
    remove("/affinity", "nodeAffinity");
    for list in ["containers", "initContainers"] {
        let containers = pods.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        for container in containers.filter_map(Value::as_object_mut) {
            container.remove("resources");
        }
    }
    pods
}

impl Check<'_> {
    pub(super) fn job(&mut self) {
        self.job_spec("/spec");
        if self.old.is_none() && !selects_by_itself(self.new) {
            self.generated_selector();
        }
        let path = path_of("/spec/selector");
        let labels = self.at("/spec/template/metadata/labels").unwrap_or(&Value::Null);
        let selector = self.at("/spec/selector");
        if selector.is_none() {
            self.require(&path, "");
        }
        if self.label_selector(&path, selector) && !selector.is_some_and(|selector| selects(selector, labels)) {
            let path = path_of("/spec/template/metadata/labels");
            self.invalid(&path, labels, "`selector` does not match template `labels`");
        }
        if self.at("/spec/completionMode") != Some(&Value::from("Indexed")) {
            self.immutable("/spec/completions", IMMUTABLE);
        }
        self.template_is_kept();
        for field in FIXED {
            self.immutable(&format!("/spec/{field}"), IMMUTABLE);
        }
    }

    /// A Job keeps its template; while it is suspended and has never begun, that holds for what its pods run only.
    fn template_is_kept(&mut self) {
        let begun = |job: &Value| {
            let status = &job["status"];
            job["spec"]["suspend"] != true || !status["startTime"].is_null() || status["active"].as_i64() > Some(0)
        };
        match self.old.filter(|old| !begun(old)) {
            None => self.immutable("/spec/template", IMMUTABLE),
            Some(old) => {
                let after = &self.new["spec"]["template"]["spec"];
                if what_runs(&old["spec"]["template"]["spec"]) != what_runs(after) {
                    self.invalid(&path_of("/spec/template/spec"), after, IMMUTABLE);
                }
            }
        }
    }

    /// The selector and the labels are the server's own, unless the Job says that it brings its own.
    fn generated_selector(&mut self) {
        let text = |pointer: &str| self.at(pointer).and_then(Value::as_str).unwrap_or_default();
        let (uid, name) = (text("/metadata/uid"), text("/metadata/name"));
        let labels = self.at("/spec/template/metadata/labels").unwrap_or(&Value::Null);
        for label in GENERATED_LABELS {
            let expected = if label.ends_with("uid") { uid } else { name };
            if labels[label] != expected {
                let path = path_of("/spec/template/metadata/labels").key(label);
                self.invalid(&path, labels, &format!("must be '{expected}'"));
            }
        }
        let selector = self.at("/spec/selector").unwrap_or(&Value::Null);
        if *selector != json!({ "matchLabels": { CONTROLLER_UID: uid } }) {
            self.invalid(&path_of("/spec/selector"), selector, "`selector` not auto-generated");
        }
    }

    fn job_spec(&mut self, pointer: &str) {
        for field in ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"]
        {
            self.not_negative(&format!("{pointer}/{field}"));
        }
        self.template_labels(&format!("{pointer}/template"));
        let restart = format!("{pointer}/template/spec/restartPolicy");
        match self.at(&restart) {
            Some(policy) if policy != "Always" => self.one_of(&path_of(&restart), policy, &["OnFailure", "Never"]),
            _ => self.require(&path_of(&restart), "valid values: \"OnFailure\", \"Never\""),
        }
        let mode = format!("{pointer}/completionMode");
        if let Some(value) = self.at(&mode) {
            self.one_of(&path_of(&mode), value, &["NonIndexed", "Indexed"]);
        }
    }

    pub(super) fn cron_job(&mut self) {
        self.job_spec("/spec/jobTemplate/spec");
        self.no_own_selector();
        for field in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            self.not_negative(&format!("/spec/{field}"));
        }
        if let Some(policy) = self.at("/spec/concurrencyPolicy") {
            self.one_of(&path_of("/spec/concurrencyPolicy"), policy, &["Allow", "Forbid", "Replace"]);
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
    }

    /// The Jobs of a CronJob get their selectors when they are made.
    fn no_own_selector(&mut self) {
        let path = |field: &str| path_of("/spec/jobTemplate/spec").child(field);
        if let Some(selector) = self.at("/spec/jobTemplate/spec/selector") {
            self.invalid(&path("selector"), selector, "`selector` will be auto-generated");
        }
        if let Some(manual) = self.at("/spec/jobTemplate/spec/manualSelector").filter(|manual| **manual == true) {
            let detail = "supported values: \"nil\", \"false\"";
            self.errors.push(FieldError::new(&path("manualSelector"), Reason::NotSupported, manual, detail));
        }
    }

    /// Labels and annotations of pods, which errors of kube-apiserver name without `metadata`.
    pub(super) fn template_labels(&mut self, pointer: &str) {
        let path: FieldPath = path_of(pointer);
        self.labels(&path.child("labels"), self.at(&format!("{pointer}/metadata/labels")));
    }
}
