//! JSON to values, in one pass.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::parse_type;
use crate::{
    codec::{DecodeError, DecodeFault},
    diagnostic::{AttributePath, Step},
    number::Number,
    value::{Type, Value},
};

/// Reads a value of a type as state files have it: attributes that the type lacks are dropped, absent ones are null.
/// Numbers are exact, however long.
///
/// # Errors
/// Where the bytes are no JSON, or hold a value of another type: [`DecodeError`] with the place.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    let trail = RefCell::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Typed { ty, trail: &trail }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            let steps = trail.take().into_iter().rev().collect();
            DecodeError { path: AttributePath(steps), fault: DecodeFault::Json(error.to_string()) }
        })
}

/// The steps to the place of an error, innermost first: only a failure pays for them.
type Trail = RefCell<Vec<Step>>;

#[derive(Clone, Copy)]
struct Typed<'t> {
    ty: &'t Type,
    trail: &'t Trail,
}

impl Typed<'_> {
    fn of<'s>(&'s self, ty: &'s Type) -> Typed<'s> {
        Typed { ty, trail: self.trail }
    }

    fn failed(&self, step: impl FnOnce() -> Step) {
        self.trail.borrow_mut().push(step());
    }
}

impl<'de> DeserializeSeed<'de> for Typed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.ty {
            Type::Number => number(<&RawValue>::deserialize(deserializer)?.get()),
            Type::Dynamic => self.dynamic(<&RawValue>::deserialize(deserializer)?.get()),
            _ => deserializer.deserialize_any(self),
        }
    }
}

fn number<E: Error>(text: &str) -> Result<Value, E> {
    if text == "null" {
        return Ok(Value::Null);
    }
    let digits = text.trim_matches('"');
    digits.parse::<Number>().map(Value::Number).map_err(|_| E::custom("expected a number"))
}

/// The value comes before its type in Terraform's own spelling.
#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    r#type: &'a RawValue,
    #[serde(borrow)]
    value: &'a RawValue,
}

impl Typed<'_> {
    fn dynamic<E: Error>(&self, text: &str) -> Result<Value, E> {
        if text == "null" {
            return Ok(Value::Null);
        }
        let pair: Pair<'_> = serde_json::from_str(text).map_err(E::custom)?;
        let ty = parse_type(pair.r#type.get().as_bytes()).map_err(E::custom)?;
        let mut deserializer = serde_json::Deserializer::from_str(pair.value.get());
        self.of(&ty).deserialize(&mut deserializer).map_err(E::custom)
    }

    fn element(&self, index: usize) -> Option<&Type> {
        match self.ty {
            Type::List(element) | Type::Set(element) => Some(element),
            Type::Tuple(types) => types.get(index),
            _ => None,
        }
    }
}

impl<'de> Visitor<'de> for Typed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ty)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        match self.ty {
            Type::Bool => Ok(Value::Bool(value)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bool(value), &self)),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        match self.ty {
            Type::String => Ok(Value::String(value.to_owned())),
            // The text is not repeated: it may be a secret.
            _ => Err(E::invalid_type(serde::de::Unexpected::Other("a string"), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        if self.element(0).is_none() && !matches!(self.ty, Type::Tuple(_)) {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        while let Some(ty) = self.element(elements.len()) {
            let item = items.next_element_seed(self.of(ty)).inspect_err(|_| {
                self.failed(|| Step::Index(elements.len() as i64));
            })?;
            match item {
                Some(element) => elements.push(element),
                None => break,
            }
        }
        match self.ty {
            Type::Tuple(types) if types.len() != elements.len() => Err(A::Error::invalid_length(elements.len(), &self)),
            _ => Ok(Value::List(elements)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Value, A::Error> {
        match self.ty {
            Type::Map(element) => self.map(entries, element),
            Type::Object(attributes) => self.object(entries, attributes),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }
}

impl Typed<'_> {
    fn map<'de, A: MapAccess<'de>>(&self, mut entries: A, element: &Type) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self.of(element)).inspect_err(|_| {
                self.failed(|| Step::Key(key.clone()));
            })?;
            map.insert(key, value);
        }
        Ok(Value::Map(map))
    }

    fn object<'de, A: MapAccess<'de>>(
        &self,
        mut entries: A,
        attributes: &BTreeMap<String, Type>,
    ) -> Result<Value, A::Error> {
        let mut found = Vec::with_capacity(attributes.len());
        while let Some(name) = entries.next_key::<String>()? {
            let Some(ty) = attributes.get(&name) else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = entries.next_value_seed(self.of(ty)).inspect_err(|_| {
                self.failed(|| Step::Attribute(name.clone()));
            })?;
            found.push((name, value));
        }
        let mut object: BTreeMap<_, _> = found.into_iter().collect();
        if object.len() < attributes.len() {
            attributes.keys().for_each(|name| _ = object.entry(name.clone()).or_insert(Value::Null));
        }
        Ok(Value::Map(object))
    }
}
