use serde_json::Value;

use super::filter::{Filter, OPERATORS, Operand};
use super::{JsonPath, Slice, Step};

/// What ends a field's name, unless a backslash stands before it.
const TERMINATORS: [char; 12] = [' ', '.', ',', '[', ']', '$', '@', '{', '}', '\t', '\n', '\r'];

/// Reads a path, with or without the leading `.` or `$`.
pub(super) fn parse(text: &str) -> Option<JsonPath> {
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix(['$', '@']).unwrap_or(text);
    if !rest.is_empty() && !rest.starts_with(['.', '[']) {
        rest = field(rest, &mut steps)?;
    }
    while !rest.is_empty() {
        rest = if let Some(below) = rest.strip_prefix("..") {
            steps.push(Step::Descend);
            if below.starts_with('[') { below } else { field(below, &mut steps)? }
        } else if let Some(name) = rest.strip_prefix('.') {
            if name.is_empty() { name } else { field(name, &mut steps)? }
        } else {
            let (inner, after) = brackets(rest.strip_prefix('[')?)?;
            steps.push(bracketed(inner.trim())?);
            after
        };
    }
    Some(JsonPath(steps))
}

/// Reads a field's name up to what ends it.
fn field<'a>(text: &'a str, steps: &mut Vec<Step>) -> Option<&'a str> {
    // `.[0]` is the same as `[0]`.
    if text.starts_with('[') {
        return Some(text);
    }
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
    if end == 0 {
        return None;
    }
    steps.push(if name == "*" { Step::All } else { Step::Field(name) });
    Some(&text[end..])
}

/// Splits at the bracket that closes; brackets within quotes and inner ones do not.
fn brackets(text: &str) -> Option<(&str, &str)> {
    let end = outside_quotes(text, |character, depth| character == ']' && depth == 0)?;
    Some((&text[..end], &text[end + 1..]))
}

/// The first place outside of quotes that is wanted, by the character and how many brackets are open there.
fn outside_quotes(text: &str, wanted: impl Fn(char, usize) -> bool) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (index, character) in text.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if wanted(character, depth) => return Some(index),
            None => match character {
                '\'' | '"' => quote = Some(character),
                '[' | '(' => depth += 1,
                ']' | ')' => depth = depth.checked_sub(1)?,
                _ => {}
            },
        }
    }
    None
}

/// What stands between brackets.
fn bracketed(text: &str) -> Option<Step> {
    if let Some(condition) = text.strip_prefix("?(").and_then(|text| text.strip_suffix(')')) {
        return filter(condition.trim()).map(|filter| Step::Filter(Box::new(filter)));
    }
    if let Some(comma) = outside_quotes(text, |character, depth| character == ',' && depth == 0) {
        let (first, rest) = (text[..comma].trim(), text[comma + 1..].trim());
        let mut paths = vec![JsonPath(vec![bracketed(first)?])];
        match bracketed(rest)? {
            Step::Union(more) => paths.extend(more),
            step => paths.push(JsonPath(vec![step])),
        }
        return Some(Step::Union(paths));
    }
    match quoted(text) {
        Some(name) => Some(Step::Field(name.to_owned())),
        None if text == "*" => Some(Step::All),
        None => slice(text).map(Step::Slice),
    }
}

fn quoted(text: &str) -> Option<&str> {
    ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

fn slice(text: &str) -> Option<Slice> {
    let parts: Vec<_> = text.split(':').map(str::trim).collect();
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    match parts[..] {
        [index] => {
            let start: i64 = index.parse().ok()?;
            // The end after -1 is the end of the list, not its start.
            Some(Slice { start, end: (start != -1).then_some(start + 1), step: 1 })
        }
        [start, end] => Some(Slice { start: number(start)?.unwrap_or(0), end: number(end)?, step: 1 }),
        [start, end, step] => {
            let step = usize::try_from(number(step)?.unwrap_or(1)).ok().filter(|step| *step > 0)?;
            Some(Slice { start: number(start)?.unwrap_or(0), end: number(end)?, step })
        }
        _ => None,
    }
}

fn filter(text: &str) -> Option<Filter> {
    let place = outside_quotes(text, |character, depth| depth == 0 && "=!<>".contains(character));
    let Some(place) = place else { return operand(text).map(Filter::Exists) };
    let (left, rest) = (text[..place].trim(), &text[place..]);
    let (operator, accepted) = OPERATORS.into_iter().find(|(operator, _)| rest.starts_with(operator))?;
    let right = rest[operator.len()..].trim();
    Some(Filter::Compare { left: operand(left)?, accepted, right: operand(right)? })
}

fn operand(text: &str) -> Option<Operand> {
    if text.starts_with(['@', '$', '.']) {
        return parse(text).map(Operand::Path);
    }
    let constant = match quoted(text) {
        Some(text) => Value::from(text),
        None => serde_json::from_str(text).ok().filter(|value: &Value| value.is_number() || value.is_boolean())?,
    };
    Some(Operand::Constant(constant))
}
