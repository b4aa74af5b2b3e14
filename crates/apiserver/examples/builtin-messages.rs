//! Regenerates `src/protobuf/messages.json`, how the built-in kinds are written as protobuf, from Kubernetes' Go modules.
//!
//! ```text
//! cargo run -p openchoreo-apiserver --example builtin-messages -- \
//!     "$(go env GOMODCACHE)/k8s.io/api@v0.37.2" "$(go env GOMODCACHE)/k8s.io/apimachinery@v0.37.2" \
//!     > crates/apiserver/src/protobuf/messages.json
//! ```
//!
//! The messages come from each package's `generated.proto`; what JSON calls a field, and whether it tells zero from absent
//! (a pointer, or a tag without `omitempty`), from its Go types. A field is `NAME TYPE` by number: `[]` marks a list, `map` a
//! map by text, `?` a scalar, or a number that could be a text, that may be zero; a field without a name is part of the object around it. CustomResourceDefinitions, of another
//! module, are left out: their schemas are messages that are not shaped like their JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use openchoreo_apiserver::builtin;
use regex::Regex;
use serde_json::json;

/// Messages that are no objects of a built-in kind.
const FURTHER: [&str; 5] = [
    "meta.v1.DeleteOptions",
    "autoscaling.v1.Scale",
    "authorization.v1.SelfSubjectAccessReview",
    "authorization.v1.SelfSubjectRulesReview",
    "authentication.v1.SelfSubjectReview",
];

/// Fields by number, of each message.
type Messages = BTreeMap<String, BTreeMap<u32, String>>;
/// JSON name and whether zero is written as JSON, by Go type and number.
type Tags = BTreeMap<(String, u32), (String, bool)>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut messages = Messages::new();
    for module in std::env::args().skip(1) {
        read_packages(Path::new(&module), &mut messages)?;
    }
    let kinds = builtin::kinds().iter().map(builtin::Kind::definition);
    let mut wanted: Vec<_> = kinds.chain(FURTHER.map(str::to_owned)).collect();
    let (mut kept, mut seen) = (BTreeMap::new(), BTreeSet::new());
    while let Some(name) = wanted.pop() {
        let Some(fields) = messages.get(&name).filter(|_| seen.insert(name.clone())) else { continue };
        wanted.extend(fields.values().filter_map(|field| field.rsplit([' ', ']', '?']).next()).map(str::to_owned));
        kept.insert(name, fields);
    }
    let lines: Vec<_> = kept.iter().map(|(name, fields)| format!("{}:{}", json!(name), json!(fields))).collect();
    writeln!(std::io::stdout().lock(), "{{\n{}\n}}", lines.join(",\n"))?;
    Ok(())
}

fn read_packages(dir: &Path, messages: &mut Messages) -> Result<(), Box<dyn Error>> {
    let entries: Vec<_> = fs::read_dir(dir)?.collect::<Result<_, _>>()?;
    if let Ok(source) = fs::read_to_string(dir.join("generated.proto")) {
        let mut tags = Tags::new();
        for entry in entries.iter().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "go")) {
            read_tags(&fs::read_to_string(entry.path())?, &mut tags)?;
        }
        read_messages(&source, &tags, messages)?;
    }
    for entry in entries.iter().filter(|entry| entry.path().is_dir()) {
        read_packages(&entry.path(), messages)?;
    }
    Ok(())
}

fn read_tags(source: &str, tags: &mut Tags) -> Result<(), Box<dyn Error>> {
    let open = Regex::new(r"^type (\w+) struct \{")?;
    let field = Regex::new(r#"^\s+(?:\w+\s+)?(\*?)[\w.\[\]*]+\s+`json:"([^",]*)([^"]*)"\s+protobuf:"\w+,(\d+),"#)?;
    let mut owner = "";
    for line in source.lines() {
        if let Some(found) = open.captures(line) {
            owner = found.get(1).map_or("", |name| name.as_str());
        } else if let Some(found) = field.captures(line) {
            let zero = &found[1] == "*" || !found[3].contains("omitempty");
            tags.insert((owner.to_owned(), found[4].parse()?), (found[2].to_owned(), zero));
        }
    }
    Ok(())
}

fn read_messages(source: &str, tags: &Tags, messages: &mut Messages) -> Result<(), Box<dyn Error>> {
    let open = Regex::new(r"^message (\w+) \{")?;
    let field = Regex::new(r"^\s+(optional |repeated |map<string, )([\w.]+)>? (\w+) = (\d+);")?;
    let package =
        source.lines().find_map(|line| line.strip_prefix("package ")).unwrap_or_default().trim_end_matches(';');
    let mut owner = String::new();
    for line in source.lines() {
        if let Some(found) = open.captures(line) {
            owner = found[1].to_owned();
            messages.entry(short(&format!("{package}.{owner}"))).or_default();
        } else if let Some(found) = field.captures(line) {
            let number = found[4].parse()?;
            let (name, zero) = tags.get(&(owner.clone(), number)).cloned().unwrap_or((found[3].to_owned(), false));
            let kind = kind(&found[1], &found[2], package, zero);
            messages.entry(short(&format!("{package}.{owner}"))).or_default().insert(number, format!("{name} {kind}"));
        }
    }
    Ok(())
}

fn kind(form: &str, name: &str, package: &str, zero: bool) -> String {
    let (name, scalar) = match name {
        "string" | "bool" | "bytes" => (name.to_owned(), true),
        "int32" | "int64" => ("int".to_owned(), true),
        local if !local.contains('.') => (short(&format!("{package}.{local}")), false),
        foreign => (short(foreign), foreign.ends_with(".IntOrString")),
    };
    match form.trim() {
        "repeated" => format!("[]{name}"),
        "optional" if zero && scalar => format!("?{name}"),
        "optional" => name,
        _ => format!("map {name}"),
    }
}

/// `.k8s.io.api.core.v1.Pod` -> `core.v1.Pod`: the last three parts.
fn short(name: &str) -> String {
    let parts: Vec<_> = name.split('.').collect();
    parts[parts.len().saturating_sub(3)..].join(".")
}
