use std::collections::BTreeSet;

use kube::core::{Expression, Selector};

use crate::status::ApiError;

/// Reads the query-string form of a label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
pub(super) fn parse(text: &str) -> Result<Selector, ApiError> {
    requirements(text).filter(|part| !part.is_empty()).map(requirement).collect()
}

/// Splits at the commas outside parentheses.
fn requirements(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    text.split(move |character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    })
    .map(str::trim)
}

fn requirement(text: &str) -> Result<Expression, ApiError> {
    if let Some(absent) = text.strip_prefix('!') {
        return Ok(Expression::DoesNotExist(key(absent, text)?));
    }
    if let Some((left, set)) = text.split_once('(') {
        return set_requirement(left, set, text);
    }
    if let Some((left, value)) = text.split_once("!=") {
        return Ok(Expression::NotEqual(key(left, text)?, value.trim().to_owned()));
    }
    match text.split_once("==").or_else(|| text.split_once('=')) {
        Some((left, value)) => Ok(Expression::Equal(key(left, text)?, value.trim().to_owned())),
        None => Ok(Expression::Exists(key(text, text)?)),
    }
}

fn set_requirement(left: &str, set: &str, text: &str) -> Result<Expression, ApiError> {
    let values = set.strip_suffix(')').ok_or_else(|| refuse(text))?;
    let values: BTreeSet<_> = values.split(',').map(|value| value.trim().to_owned()).collect();
    match left.split_whitespace().collect::<Vec<_>>()[..] {
        [name, "in"] => Ok(Expression::In(key(name, text)?, values)),
        [name, "notin"] => Ok(Expression::NotIn(key(name, text)?, values)),
        _ => Err(refuse(text)),
    }
}

fn key(text: &str, whole: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
    if text.is_empty() || !text.chars().all(allowed) {
        return Err(refuse(whole));
    }
    Ok(text.to_owned())
}

fn refuse(text: &str) -> ApiError {
    ApiError::bad_request(format!(
        "labelSelector: cannot read {text:?}; accepted are key=value, key!=value, key in (a,b), key notin (a,b), key and !key"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_of_requirement() {
        let cases = [
            ("", ""),
            ("a=b", "a=b"),
            ("a==b , c!=d", "a=b,c!=d"),
            ("a in (x, y),b notin (z)", "a in (x,y),b notin (z)"),
            ("example.com/a,!b", "example.com/a,!b"),
            ("a=", "a="),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for text in ["=b", "a in (x", "a within (x)", "a b", "!"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
