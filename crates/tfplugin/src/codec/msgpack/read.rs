//! Msgpack to values.

use std::collections::BTreeMap;

use super::{
    REFINED,
    reader::{Reader, Token},
    refinement_key,
};
use crate::{
    codec::{DecodeError, DecodeFault, json},
    diagnostic::Step,
    number::{Number, NumberError},
    value::{Refinement, Type, Value},
};

/// Dynamic values inside dynamic values; everything else is as deep as its type.
const MAX_DYNAMIC_DEPTH: u8 = 32;

/// Reads a value of a type.
///
/// # Errors
/// Where the bytes are no msgpack, or hold a value of another type: [`DecodeError`] with the place.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = Decoder { reader: &mut reader, dynamic_depth: 0 }.value(ty)?;
    match reader.remaining() {
        0 => Ok(value),
        left => Err(DecodeFault::Trailing(left).into()),
    }
}

struct Decoder<'r, 'a> {
    reader: &'r mut Reader<'a>,
    dynamic_depth: u8,
}

impl<'a> Decoder<'_, 'a> {
    fn value(&mut self, ty: &Type) -> Result<Value, DecodeError> {
        match (self.reader.token()?, ty) {
            (Token::Nil, _) => Ok(Value::Null),
            (Token::Ext(REFINED, body), _) => Ok(Value::Unknown(Box::new(refinement(body)?))),
            (Token::Ext(..), _) => Ok(Value::unknown()),
            (Token::Bool(value), Type::Bool) => Ok(Value::Bool(value)),
            (Token::Str(text), Type::String) => Ok(Value::String(text.to_owned())),
            (token, Type::Number) => Ok(Value::Number(number(&token)?)),
            (Token::Array(length), Type::List(element) | Type::Set(element)) => self.list(length, element),
            (Token::Array(length), Type::Tuple(types)) if types.len() == length => self.tuple(types),
            (Token::Array(2), Type::Dynamic) => self.dynamic(),
            (Token::Map(length), Type::Map(element)) => self.map(length, element),
            (Token::Map(length), Type::Object(attributes)) => self.object(length, attributes),
            (token, ty) => Err(mismatch(ty, &token).into()),
        }
    }

    fn list(&mut self, length: usize, element: &Type) -> Result<Value, DecodeError> {
        let mut elements = Vec::with_capacity(length.min(self.reader.remaining()));
        for index in 0..length {
            elements.push(self.value(element).map_err(|error| error.inside(Step::Index(index as i64)))?);
        }
        Ok(Value::List(elements))
    }

    fn tuple(&mut self, types: &[Type]) -> Result<Value, DecodeError> {
        let element = |(index, ty)| self.value(ty).map_err(|error| error.inside(Step::Index(index as i64)));
        types.iter().enumerate().map(element).collect::<Result<_, _>>().map(Value::List)
    }

    fn map(&mut self, length: usize, element: &Type) -> Result<Value, DecodeError> {
        let mut entries = Vec::with_capacity(length.min(self.reader.remaining()));
        for _ in 0..length {
            let key = self.key()?;
            let value = self.value(element).map_err(|error| error.inside(Step::Key(key.to_owned())))?;
            entries.push((key.to_owned(), value));
        }
        Ok(Value::Map(entries.into_iter().collect()))
    }

    fn object(&mut self, length: usize, attributes: &BTreeMap<String, Type>) -> Result<Value, DecodeError> {
        let mut entries = Vec::with_capacity(length.min(attributes.len()));
        // Terraform sends attributes in the order of their names, which spares looking them up.
        let mut in_order = attributes.iter();
        for _ in 0..length {
            let name = self.key()?;
            let ty = match in_order.next() {
                Some((next, ty)) if next == name => ty,
                _ => attributes.get(name).ok_or_else(|| DecodeFault::Attribute(name.to_owned()))?,
            };
            let value = self.value(ty).map_err(|error| error.inside(Step::Attribute(name.to_owned())))?;
            entries.push((name.to_owned(), value));
        }
        let entries: BTreeMap<_, _> = entries.into_iter().collect();
        if entries.len() == attributes.len() {
            return Ok(Value::Map(entries));
        }
        let missing = attributes.keys().find(|name| !entries.contains_key(*name)).cloned().unwrap_or_default();
        Err(DecodeFault::Missing(missing).into())
    }

    fn dynamic(&mut self) -> Result<Value, DecodeError> {
        let ty = match self.reader.token()? {
            Token::Bin(ty) => json::parse_type(ty).map_err(DecodeFault::Type)?,
            Token::Str(ty) => json::parse_type(ty.as_bytes()).map_err(DecodeFault::Type)?,
            other => return Err(mismatch(&Type::Dynamic, &other).into()),
        };
        if self.dynamic_depth == MAX_DYNAMIC_DEPTH {
            return Err(DecodeFault::Depth(MAX_DYNAMIC_DEPTH).into());
        }
        self.dynamic_depth += 1;
        let value = self.value(&ty)?;
        self.dynamic_depth -= 1;
        Ok(value)
    }

    fn key(&mut self) -> Result<&'a str, DecodeFault> {
        match self.reader.token()? {
            Token::Str(key) => Ok(key),
            other => Err(mismatch(&Type::String, &other)),
        }
    }
}

fn number(token: &Token<'_>) -> Result<Number, DecodeFault> {
    match token {
        Token::Int(value) => Ok((*value).into()),
        Token::Uint(value) => Ok((*value).into()),
        Token::Float(value) => Number::from_f64(*value).ok_or_else(|| NumberError { text: value.to_string() }.into()),
        Token::Str(text) => Ok(text.parse()?),
        other => Err(mismatch(&Type::Number, other)),
    }
}

fn refinement(body: &[u8]) -> Result<Refinement, DecodeFault> {
    let mut refinement = Refinement::default();
    let mut reader = Reader::new(body);
    let Token::Map(length) = reader.token()? else { return Ok(refinement) };
    for _ in 0..length {
        let Token::Int(key) = reader.token()? else { return Ok(refinement) };
        match (key, reader.token()?) {
            (refinement_key::NULL, Token::Bool(null)) => refinement.null = Some(null),
            (refinement_key::PREFIX, Token::Str(prefix)) => refinement.prefix = Some(prefix.to_owned()),
            (refinement_key::LOWER, Token::Array(2)) => refinement.lower = bound(&mut reader)?,
            (refinement_key::UPPER, Token::Array(2)) => refinement.upper = bound(&mut reader)?,
            (refinement_key::MIN_LENGTH, token) => refinement.min_length = length_bound(&token),
            (refinement_key::MAX_LENGTH, token) => refinement.max_length = length_bound(&token),
            (_, token) => skip_items(&mut reader, &token)?,
        }
    }
    Ok(refinement)
}

/// A bound and whether it is included; an infinite one promises nothing.
fn bound(reader: &mut Reader<'_>) -> Result<Option<(Number, bool)>, DecodeFault> {
    let limit = number(&reader.token()?).ok();
    match reader.token()? {
        Token::Bool(inclusive) => Ok(limit.map(|limit| (limit, inclusive))),
        other => Err(mismatch(&Type::Bool, &other)),
    }
}

fn length_bound(token: &Token<'_>) -> Option<u64> {
    number(token).ok().and_then(|length| length.as_u64())
}

/// Passes over what belongs to a token.
fn skip_items(reader: &mut Reader<'_>, token: &Token<'_>) -> Result<(), DecodeFault> {
    let items = |token: &Token<'_>| match token {
        Token::Array(length) => *length,
        Token::Map(length) => length.saturating_mul(2),
        _ => 0,
    };
    let mut left = items(token);
    while left > 0 {
        left = (left - 1).saturating_add(items(&reader.token()?));
    }
    Ok(())
}

fn mismatch(ty: &Type, token: &Token<'_>) -> DecodeFault {
    DecodeFault::Mismatch { expected: ty.to_string(), found: token.name() }
}
