//! A schema as lists of attributes, nested ones in sections of their own.

use std::collections::BTreeMap;

use openchoreo_tfplugin::{
    schema::{Attribute, AttributeKind, Mode, Nesting, Schema},
    value::{Type, Value},
};

/// One line of a list, and what it refers to.
struct Line<'s> {
    group: Group,
    text: String,
    name: &'s str,
    nested: Option<Nested<'s>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Required,
    Optional,
    ReadOnly,
}

#[derive(Clone, Copy)]
enum Nested<'s> {
    Attributes(&'s BTreeMap<String, Attribute>),
    Block(&'s Schema),
}

/// The whole schema.
pub(super) fn text(schema: &Schema) -> String {
    let mut sections = Vec::new();
    let top = section(&lines(Nested::Block(schema)), "", &mut sections);
    std::iter::once(top).chain(sections).collect::<Vec<_>>().join("\n\n")
}

/// The lists of one level. The sections of deeper levels are added behind.
fn section(lines: &[Line<'_>], path: &str, sections: &mut Vec<String>) -> String {
    let groups = [(Group::Required, "Required"), (Group::Optional, "Optional"), (Group::ReadOnly, "Read-Only")];
    let group = |(group, title): (Group, &str)| {
        let texts: Vec<_> = lines.iter().filter(|line| line.group == group).map(|line| anchored(line, path)).collect();
        (!texts.is_empty()).then(|| format!("### {title}\n\n{}", texts.join("\n")))
    };
    let text = groups.into_iter().filter_map(group).collect::<Vec<_>>().join("\n\n");
    let text = if path.is_empty() { text } else { text.replace("### ", "#### ") };
    for line in lines {
        let Some(nested) = line.nested else { continue };
        let path = join(path, line.name);
        let mut deeper = Vec::new();
        let body = section(&self::lines(nested), &path, &mut deeper);
        sections.push(format!("<a id=\"{}\"></a>\n### Nested Schema for `{path}`\n\n{body}", anchor(&path)));
        sections.append(&mut deeper);
    }
    text
}

fn lines(nested: Nested<'_>) -> Vec<Line<'_>> {
    match nested {
        Nested::Attributes(attributes) => attributes.iter().map(attribute).collect(),
        Nested::Block(schema) => {
            let blocks = schema.blocks.iter().map(|(name, block)| Line {
                group: if block.min_items > 0 { Group::Required } else { Group::Optional },
                text: format!("- `{name}` (Block) {}", block.schema.description),
                name,
                nested: Some(Nested::Block(&block.schema)),
            });
            schema.attributes.iter().map(attribute).chain(blocks).collect()
        }
    }
}

fn attribute<'s>((name, attribute): (&'s String, &'s Attribute)) -> Line<'s> {
    let group = match attribute.mode {
        Mode::Required => Group::Required,
        Mode::Optional | Mode::OptionalComputed => Group::Optional,
        Mode::Computed => Group::ReadOnly,
    };
    let (kind, nested) = match &attribute.kind {
        AttributeKind::Plain(ty) => (type_name(ty), None),
        AttributeKind::Nested { nesting, attributes } => {
            (nesting_name(*nesting).to_owned(), Some(Nested::Attributes(attributes)))
        }
    };
    let marks = [(attribute.sensitive, ", Sensitive"), (attribute.write_only, ", Write-only")];
    let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
    let mut text =
        format!("- `{name}` ({kind}{marks}) {}", attribute.description.replace("\n\n", " ").replace('\n', " "));
    if let Some(default) = attribute.default.as_ref().and_then(literal) {
        text.push_str(&format!(" Defaults to `{default}`."));
    }
    if attribute.requires_replace {
        text.push_str(" A change replaces the resource.");
    }
    if let Some(deprecation) = &attribute.deprecation {
        text.push_str(&format!(" **Deprecated:** {deprecation}"));
    }
    Line { group, text, name, nested }
}

fn anchored(line: &Line<'_>, path: &str) -> String {
    match line.nested {
        None => line.text.clone(),
        Some(_) => format!("{} (see [below](#{}))", line.text, anchor(&join(path, line.name))),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn anchor(path: &str) -> String {
    format!("nestedatt--{}", path.replace('.', "--"))
}

fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn nesting_name(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "Attributes",
        Nesting::List => "Attributes List",
        Nesting::Set => "Attributes Set",
        Nesting::Map => "Attributes Map",
    }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".into(),
        Type::Number => "Number".into(),
        Type::String => "String".into(),
        Type::Dynamic => "Dynamic".into(),
        Type::List(element) => format!("List of {}", type_name(element)),
        Type::Set(element) => format!("Set of {}", type_name(element)),
        Type::Map(element) => format!("Map of {}", type_name(element)),
        Type::Object(attributes) => {
            let parts: Vec<_> = attributes.iter().map(|(name, ty)| format!("{name}: {}", type_name(ty))).collect();
            format!("Object({})", parts.join(", "))
        }
        Type::Tuple(_) => "Tuple".into(),
    }
}
