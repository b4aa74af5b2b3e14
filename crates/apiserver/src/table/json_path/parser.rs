use serde_json::Value;

use super::filter::{Filter, OPERATORS, Operand};
use super::{JsonPath, Slice, Step};

/// What ends a field's name, unless a backslash stands before it.
const TERMINATORS: [char; 12] = [' ', '.', ',', '[', ']', '$', '@', '{', '}', '\t', '\n', '\r'];

/// Reads a path, with or without `$` or `@` before it.
pub(super) fn parse(text: &str) -> Option<JsonPath> {
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix(['$', '@']).unwrap_or(text);
    while !rest.is_empty() {
        rest = if let Some(below) = rest.strip_prefix("..") {
            steps.push(Step::Descend);
            if below.starts_with('[') { below } else { field(below, &mut steps)? }
        } else if let Some(name) = rest.strip_prefix('.') {
            field(name, &mut steps)?
        } else if let Some(condition) = rest.strip_prefix("[?(") {
            let end = outside_quotes(condition, |character| character == ')')?;
            steps.push(Step::Filter(Box::new(filter(&condition[..end])?)));
            condition[end..].strip_prefix(")]")?
        } else {
            let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
            bracketed(inner, &mut steps)?;
            after
        };
    }
    Some(JsonPath(steps))
}

/// Reads a field's name up to what ends it.
fn field<'a>(text: &'a str, steps: &mut Vec<Step>) -> Option<&'a str> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    let mut end = text.len();
    while let Some((index, character)) = characters.next() {
        match character {
            '\\' => name.push(characters.next()?.1),
            ending if TERMINATORS.contains(&ending) => {
                end = index;
                break;
            }
            other => name.push(other),
        }
    }
    steps.push(if name == "*" { Step::All } else { Step::Field(name) });
    Some(&text[end..])
}

/// The first place outside of quotes that is wanted.
fn outside_quotes(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let mut quote = None;
    for (index, character) in text.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if wanted(character) => return Some(index),
            None if matches!(character, '\'' | '"') => quote = Some(character),
            None => {}
        }
    }
    None
}

/// Reads what stands between brackets.
fn bracketed(text: &str, steps: &mut Vec<Step>) -> Option<()> {
    if text.contains(',') {
        let alternative = |part: &str| {
            let mut steps = Vec::new();
            bracketed(part.trim_matches(' '), &mut steps).map(|()| JsonPath(steps))
        };
        steps.push(Step::Union(text.split(',').map(alternative).collect::<Option<_>>()?));
    } else if let Some(name) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        // The name is read like any other: dots in it need a backslash here, too.
        steps.extend(parse(&format!(".{name}"))?.0);
    } else {
        steps.push(Step::Slice(slice(if text == "*" { ":" } else { text })?));
    }
    Some(())
}

fn slice(text: &str) -> Option<Slice> {
    let parts: Vec<_> = text.split(':').collect();
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<i64>().ok().map(Some) };
    let start = number(parts[0])?.unwrap_or(0);
    match parts[1..] {
        // The end after -1 is the end of the list, not its start.
        [] => Some(Slice { start, end: (start != -1).then_some(start.checked_add(1)?), step: 1 }),
        [end] => Some(Slice { start, end: number(end)?, step: 1 }),
        [end, step] => Some(Slice { start, end: number(end)?, step: number(step)?.unwrap_or(1) }),
        _ => None,
    }
}

fn filter(text: &str) -> Option<Filter> {
    let place = outside_quotes(text, |character| "=!<>".contains(character));
    let Some(place) = place else { return operand(text).map(Filter::Exists) };
    let (left, rest) = text.split_at(place);
    let (operator, accepted) = OPERATORS.into_iter().find(|(operator, _)| rest.starts_with(operator))?;
    let right = &rest[operator.len()..];
    Some(Filter::Compare { left: operand(left)?, accepted, right: operand(right)? })
}

fn operand(text: &str) -> Option<Operand> {
    let text = text.trim();
    if text.starts_with(['@', '$', '.']) {
        return parse(text).map(Operand::Path);
    }
    let quoted = ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let constant = match quoted {
        Some(text) => Value::from(text),
        None => serde_json::from_str(text).ok().filter(|value: &Value| value.is_number() || value.is_boolean())?,
    };
    Some(Operand::Constant(constant))
}
