//! `openchoreo render`.

mod check;
mod read;

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use openchoreo_api::{Problem, Severity};
use openchoreo_compile::compile;
use openchoreo_compile::compiled::{Everything, Finding};
use openchoreo_compile::{Object, Snapshot};

use crate::log;
use check::Schemas;
use read::Document;

/// Arguments of `openchoreo render`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  openchoreo render -f examples/user-service.yaml
  kustomize build overlays/production | openchoreo render -f -

Where the manifests of organization default name none, the data plane, environment, pipeline and project that
`openchoreo dev` starts with are assumed.")]
pub(crate) struct Arguments {
    /// File with manifests of the platform's kinds, in YAML or JSON; `-` is stdin. May be given several times.
    #[arg(short, long = "file", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
}

/// Prints what the manifests compile to.
///
/// # Errors
/// Input that cannot be read or does not compile. Problems are on stderr by then.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let documents = read::files(&arguments.files)?;
    let objects = accept(documents)?;
    let organizations = Snapshot::organizations(objects).or_else(|problems| refuse(&problems))?;
    let everything: Vec<Everything> = organizations.iter().map(compile::all).collect();
    let findings: Vec<&Finding> = everything.iter().flat_map(|each| &each.findings).collect();
    for Finding { kind, name, problem } in &findings {
        log::complain(&format!("{}: {kind} {name}: {problem}\n", severity(problem)));
    }
    log::print(&yaml(&everything)?)?;
    match findings.iter().filter(|finding| finding.problem.severity == Severity::Error).count() {
        0 => Ok(()),
        1 => bail!("1 problem, see above"),
        count => bail!("{count} problems, see above"),
    }
}

/// Checks every document against the schema of its kind, and says everything that is wrong at once.
fn accept(documents: Vec<Document>) -> anyhow::Result<Vec<Object>> {
    let schemas = Schemas::new()?;
    let mut objects = Vec::new();
    let mut faults = String::new();
    for mut document in documents {
        let errors = schemas.check(&mut document.value);
        let parsed = if errors.is_empty() {
            Object::from_value(document.value).map_err(|problem| vec![problem.to_string()])
        } else {
            Err(errors)
        };
        match parsed {
            Ok(object) => objects.push(object),
            Err(errors) => {
                errors.iter().try_for_each(|error| writeln!(faults, "error: {}: {error}", document.place))?
            }
        }
    }
    if !faults.is_empty() {
        log::complain(&faults);
        bail!("the input is not valid, see above");
    }
    Ok(objects)
}

fn refuse<T>(problems: &[Problem]) -> anyhow::Result<T> {
    problems.iter().for_each(|problem| log::complain(&format!("{}: {problem}\n", severity(problem))));
    bail!("the input is not valid, see above")
}

fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn yaml(everything: &[Everything]) -> anyhow::Result<String> {
    let mut text = String::new();
    for (_, manifest) in everything.iter().flat_map(|each| &each.manifests) {
        let document = serde_saphyr::to_string(&manifest.object).context("an object cannot be written as YAML")?;
        write!(text, "---\n{document}")?;
    }
    Ok(text)
}
