//! Components.

use openchoreo_api::{ComponentSpec, Problem, component::ComponentType};

use super::{connections, endpoints, name, probes, resources, types, variables};
use crate::name::is_label_value;

/// Longest name of a scheduled task: CronJobs append eleven characters for their Jobs.
const SCHEDULED: usize = 52;

/// Problems of a component.
pub fn component(name: &str, spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = name::object("Component", name);
    problems.extend(scheduled_name(name, spec));
    problems.extend(name::reference("spec.project", &spec.project));
    problems.extend(texts(spec));
    problems.extend(source(spec));
    problems.extend(types::fields(spec));
    problems.extend(endpoints::endpoints(spec));
    problems.extend(connections::connections(spec));
    problems.extend(variables::variables(spec));
    problems.extend(probes::probes(spec));
    problems.extend(amounts(spec));
    let overrides = spec.environments.iter().map(|differs| differs.name.as_str());
    problems.extend(name::duplicates("spec.environments", "name", overrides));
    problems
}

fn scheduled_name(name: &str, spec: &ComponentSpec) -> Option<Problem> {
    let is_long = spec.type_ == ComponentType::ScheduledTask && (SCHEDULED + 1..=63).contains(&name.len());
    is_long.then(|| {
        Problem::error(
            "InvalidName",
            "metadata.name",
            format!("name `{name}` has {} characters, and the type is scheduled-task", name.len()),
            format!("Names of scheduled tasks have at most {SCHEDULED} characters."),
        )
    })
}

/// Texts that become fields of Kubernetes objects.
fn texts(spec: &ComponentSpec) -> Vec<Problem> {
    let is_image = |image: &String| !image.is_empty() && !image.contains(char::is_whitespace);
    let own = spec.image.iter().map(|image| ("spec.image".to_owned(), image));
    let overrides = spec.environments.iter().filter_map(|differs| {
        Some((format!("spec.environments[name=\"{}\"].image", differs.name), differs.image.as_ref()?))
    });
    let images = own.chain(overrides).filter(|(_, image)| !is_image(image)).map(|(field, image)| {
        let detail = "Use a reference such as registry.example.com/team/app:1.0.";
        Problem::error("InvalidImage", field, format!("`{image}` is not an image"), detail)
    });
    let runtime = spec.runtime.iter().filter(|runtime| runtime.is_empty() || !is_label_value(runtime)).map(|runtime| {
        Problem::error(
            "InvalidRuntime",
            "spec.runtime",
            format!("`{runtime}` is not a name for a runtime"),
            "Use at most 63 letters, digits, `-`, `_` and `.` that start and end with a letter or digit.",
        )
    });
    images.chain(runtime).collect()
}

fn source(spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(source) = &spec.source else { return problems };
    if spec.image.is_some() {
        problems.push(Problem::error(
            "ImageAndSource",
            "spec.source",
            "image and source are both set",
            "Set image to run an image that exists, or source to have one built.",
        ));
    }
    if source.buildpack.is_some() == source.dockerfile.is_some() {
        problems.push(Problem::error(
            "InvalidSource",
            "spec.source",
            "source needs exactly one of buildpack and dockerfile",
            "Set one of the two.",
        ));
    }
    problems.push(Problem::warning(
        "SourceNotBuilt",
        "spec.source",
        "images are not built from source yet",
        "Build the image elsewhere and push it to `<registry of the data plane>/<organization>/<component>:latest`, or \
         set image.",
    ));
    problems
}

fn amounts(spec: &ComponentSpec) -> Vec<Problem> {
    let own = [("spec".to_owned(), &spec.resources, &spec.scaling)];
    let overrides = spec
        .environments
        .iter()
        .map(|differs| (format!("spec.environments[name=\"{}\"]", differs.name), &differs.resources, &differs.scaling));
    let all = own.into_iter().chain(overrides);
    all.flat_map(|(field, amounts, scaling)| {
        let amounts = amounts.iter().flat_map(|amounts| resources::resources(&format!("{field}.resources"), amounts));
        let scaling = scaling.iter().flat_map(|scaling| resources::scaling(&format!("{field}.scaling"), scaling));
        amounts.chain(scaling).collect::<Vec<_>>()
    })
    .collect()
}
