//! The embedded server's definitions of others' kinds, field by field against those of their makers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::addons::{GATEWAY_API, Modules, PROMETHEUS_OPERATOR};
use openchoreo_apiserver::builtin::extension_crds;
use serde_json::Value;

use crate::cases;

/// What must be the same of a field that we write. Rules in CEL are left out: the real server applies them in the
/// test of every object, and the embedded definitions have none.
const KEYWORDS: [&str; 17] = [
    "type",
    "format",
    "default",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "nullable",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-int-or-string",
    "x-kubernetes-preserve-unknown-fields",
];

#[test]
fn fields_that_we_write_are_defined_as_in_the_real_definitions() -> Result<()> {
    let Some(modules) = Modules::at_hand()? else { return Ok(()) };
    let mut real = BTreeMap::new();
    for addon in [GATEWAY_API, PROMETHEUS_OPERATOR] {
        real.extend(
            modules.definitions(&addon)?.into_iter().map(|definition| (cases::defined(&definition), definition)),
        );
    }
    let objects = cases::objects()?;
    let mut differences = BTreeSet::new();
    for own in extension_crds() {
        let group_kind = cases::defined(&own);
        let real = real.get(&group_kind).with_context(|| format!("no add-on defines {group_kind}"))?;
        let ours: Vec<_> = objects.iter().filter(|object| object.group_kind() == group_kind).collect();
        ensure!(!ours.is_empty(), "no case has a {group_kind}");
        for object in ours {
            let version = text(&object.object["apiVersion"]).rsplit('/').next().unwrap_or_default().to_owned();
            let (own, real) = (schema(&own, &version)?, schema(real, &version)?);
            compare(
                &group_kind,
                &object.object["spec"],
                &own["properties"]["spec"],
                &real["properties"]["spec"],
                &mut differences,
            );
        }
    }
    ensure!(differences.is_empty(), "{}", differences.into_iter().collect::<Vec<_>>().join("\n"));
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn schema<'a>(definition: &'a Value, version: &str) -> Result<&'a Value> {
    let versions = definition["spec"]["versions"].as_array().context("a definition without versions")?;
    let version = versions.iter().find(|each| each["name"] == version).with_context(|| version.to_owned())?;
    Ok(&version["schema"]["openAPIV3Schema"])
}

/// Compares the schemas of a value and of all that is in it.
fn compare(place: &str, value: &Value, own: &Value, real: &Value, differences: &mut BTreeSet<String>) {
    for keyword in KEYWORDS {
        if own[keyword] != real[keyword] {
            differences.insert(format!("{place}: {keyword} is {} in place of {}", own[keyword], real[keyword]));
        }
    }
    if required(own) != required(real) {
        differences.insert(format!("{place}: required are {:?} in place of {:?}", required(own), required(real)));
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        compare(&format!("{place}.{key}"), value, property(own, key), property(real, key), differences);
    }
    for item in value.as_array().into_iter().flatten() {
        compare(&format!("{place}[]"), item, &own["items"], &real["items"], differences);
    }
}

fn required(schema: &Value) -> BTreeSet<String> {
    schema["required"].as_array().into_iter().flatten().map(text).collect()
}

fn property<'a>(schema: &'a Value, key: &str) -> &'a Value {
    match &schema["properties"][key] {
        Value::Null => &schema["additionalProperties"],
        property => property,
    }
}
