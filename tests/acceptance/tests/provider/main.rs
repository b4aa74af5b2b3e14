//! What users do with the provider, with the real terraform and kubectl against `openchoreo dev`.

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
