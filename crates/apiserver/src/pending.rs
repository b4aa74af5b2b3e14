//! Stand-ins until the pure libraries land.
#![allow(missing_docs, dead_code)]

pub mod schema {
    use serde_json::Value;

    #[derive(Debug, Clone)]
    pub struct FieldError {
        pub field: String,
        pub reason: Reason,
        pub message: String,
    }
    #[derive(Debug, Clone, Copy)]
    pub enum Reason {
        Invalid,
    }
    impl Reason {
        pub fn as_str(self) -> &'static str {
            "FieldValueInvalid"
        }
    }
    #[derive(Debug)]
    pub struct SchemaError {
        pub violations: Vec<FieldError>,
    }
    #[derive(Debug, Default)]
    pub struct TypeSchema;
    impl TypeSchema {
        pub fn from_openapi(_: &Value) -> Result<Self, SchemaError> {
            Ok(Self)
        }
        pub fn untyped() -> Self {
            Self
        }
        pub fn prune(&self, _: &mut Value) -> Vec<String> {
            vec![]
        }
        pub fn default(&self, _: &mut Value) {}
        pub fn validate(&self, _: &Value, _: Option<&Value>) -> Vec<FieldError> {
            vec![]
        }
    }
}

pub mod managed_fields {
    use super::schema::TypeSchema;
    use serde_json::Value;

    pub struct ApplyRequest<'a> {
        pub live: Option<&'a Value>,
        pub applied: &'a Value,
        pub manager: &'a str,
        pub api_version: &'a str,
        pub subresource: Option<&'a str>,
        pub force: bool,
        pub now: &'a str,
    }
    pub struct UpdateRequest<'a> {
        pub live: Option<&'a Value>,
        pub new: &'a Value,
        pub manager: &'a str,
        pub api_version: &'a str,
        pub subresource: Option<&'a str>,
        pub now: &'a str,
    }
    #[derive(Debug)]
    pub struct Conflict {
        pub manager: String,
        pub operation: String,
        pub field: String,
        pub time: Option<String>,
    }
    #[derive(Debug)]
    pub enum ApplyError {
        Conflicts(Vec<Conflict>),
        Invalid(String),
    }
    pub fn apply(_: &TypeSchema, request: ApplyRequest<'_>) -> Result<Value, ApplyError> {
        let mut merged = request.live.cloned().unwrap_or_else(|| Value::Object(Default::default()));
        json_patch::merge(&mut merged, request.applied);
        Ok(merged)
    }
    pub fn update(_: &TypeSchema, request: UpdateRequest<'_>) -> Value {
        request.new.clone()
    }
}

pub mod builtin {
    use super::schema::TypeSchema;
    use std::sync::OnceLock;

    pub struct Kind {
        pub group: &'static str,
        pub version: &'static str,
        pub kind: &'static str,
        pub plural: &'static str,
        pub singular: &'static str,
        pub short_names: &'static [&'static str],
        pub categories: &'static [&'static str],
        pub namespaced: bool,
        pub status: bool,
    }

    const fn kind(
        group: &'static str,
        version: &'static str,
        kind: &'static str,
        plural: &'static str,
        singular: &'static str,
        namespaced: bool,
        status: bool,
    ) -> Kind {
        Kind { group, version, kind, plural, singular, short_names: &[], categories: &[], namespaced, status }
    }

    static KINDS: &[Kind] = &[
        kind("", "v1", "Namespace", "namespaces", "namespace", false, true),
        kind("", "v1", "ConfigMap", "configmaps", "configmap", true, false),
        kind("", "v1", "Secret", "secrets", "secret", true, false),
        kind("", "v1", "Service", "services", "service", true, true),
        kind("", "v1", "ServiceAccount", "serviceaccounts", "serviceaccount", true, false),
        kind("", "v1", "Event", "events", "event", true, false),
        kind("", "v1", "Pod", "pods", "pod", true, true),
        kind("apps", "v1", "Deployment", "deployments", "deployment", true, true),
        kind("batch", "v1", "Job", "jobs", "job", true, true),
        kind("batch", "v1", "CronJob", "cronjobs", "cronjob", true, true),
        kind(
            "autoscaling",
            "v2",
            "HorizontalPodAutoscaler",
            "horizontalpodautoscalers",
            "horizontalpodautoscaler",
            true,
            true,
        ),
        kind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "poddisruptionbudget", true, true),
        kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "networkpolicy", true, false),
        kind("coordination.k8s.io", "v1", "Lease", "leases", "lease", true, false),
        kind(
            "apiextensions.k8s.io",
            "v1",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            "customresourcedefinition",
            false,
            true,
        ),
    ];

    pub fn kinds() -> &'static [Kind] {
        KINDS
    }

    impl Kind {
        pub fn schema(&self) -> &'static TypeSchema {
            static UNTYPED: OnceLock<TypeSchema> = OnceLock::new();
            UNTYPED.get_or_init(TypeSchema::untyped)
        }
    }
}
