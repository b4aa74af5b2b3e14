//! What users do with the provider, with the real terraform, tofu and kubectl, against `openchoreo dev` and against a real
//! kube-apiserver with `openchoreo controller`.

mod application;
mod data_sources;
mod destruction;
mod drift;
mod examples;
mod failures;
mod imports;
mod manifests;
mod mistakes;
mod said;
mod setup;
