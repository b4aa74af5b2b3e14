//! Questions in protobuf, the way client-go asks them.

use serde_json::{Map, Value};

use crate::status::ApiError;

/// What a protobuf document of Kubernetes starts with.
const MAGIC: &[u8] = b"k8s\0";

/// The fields of a message that the server reads; it skips others.
struct Message(&'static [(u64, &'static str, Field)]);

enum Field {
    Text,
    Message(&'static Message),
}

/// What the envelope says of the document.
static TYPE_META: Message = Message(&[(1, "apiVersion", Field::Text), (2, "kind", Field::Text)]);

static RESOURCE: Message = Message(&[
    (1, "namespace", Field::Text),
    (2, "verb", Field::Text),
    (3, "group", Field::Text),
    (4, "version", Field::Text),
    (5, "resource", Field::Text),
    (6, "subresource", Field::Text),
    (7, "name", Field::Text),
]);

static ACCESS: Message = Message(&[
    (1, "metadata", Field::Message(&METADATA)),
    (
        2,
        "spec",
        Field::Message(&Message(&[
            (1, "resourceAttributes", Field::Message(&RESOURCE)),
            (
                2,
                "nonResourceAttributes",
                Field::Message(&Message(&[(1, "path", Field::Text), (2, "verb", Field::Text)])),
            ),
        ])),
    ),
]);

static RULES: Message = Message(&[
    (1, "metadata", Field::Message(&METADATA)),
    (2, "spec", Field::Message(&Message(&[(1, "namespace", Field::Text)]))),
]);

static METADATA: Message = Message(&[(1, "name", Field::Text), (2, "generateName", Field::Text)]);

/// Reads a question as the JSON that would ask the same.
pub(super) fn read(body: &[u8]) -> Result<Value, ApiError> {
    question(body).ok_or_else(|| ApiError::bad_request("the body is not a question in Kubernetes' protobuf"))
}

fn question(body: &[u8]) -> Option<Value> {
    let envelope = fields(body.strip_prefix(MAGIC)?)?;
    let part = |wanted| envelope.iter().find(|(number, _)| *number == wanted).map_or(&[][..], |(_, part)| part);
    let mut question = TYPE_META.to_json(part(1))?;
    let message = match question.get("kind").and_then(Value::as_str) {
        Some("SelfSubjectAccessReview") => &ACCESS,
        Some("SelfSubjectRulesReview") => &RULES,
        _ => return Some(Value::Object(question)),
    };
    question.extend(message.to_json(part(2))?);
    Some(Value::Object(question))
}

impl Message {
    /// The fields that are set; nothing if the bytes are no such message.
    fn to_json(&self, bytes: &[u8]) -> Option<Map<String, Value>> {
        let mut json = Map::new();
        for (number, bytes) in fields(bytes)? {
            let Some((_, name, field)) = self.0.iter().find(|(known, ..)| *known == number) else { continue };
            let value = match field {
                // Go writes texts that are not set, too.
                Field::Text if bytes.is_empty() => continue,
                Field::Text => Value::from(std::str::from_utf8(bytes).ok()?),
                Field::Message(message) => Value::Object(message.to_json(bytes)?),
            };
            json.insert((*name).to_owned(), value);
        }
        Some(json)
    }
}

/// The fields of a message that have a length of their own, by number.
fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        match tag & 7 {
            0 => drop(varint(&mut bytes)?),
            1 => drop(take(&mut bytes, 8)?),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                fields.push((tag >> 3, take(&mut bytes, length)?));
            }
            5 => drop(take(&mut bytes, 4)?),
            _ => return None,
        }
    }
    Some(fields)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *take(bytes, 1)?.first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let mut field = vec![number << 3 | 2, u8::try_from(bytes.len()).unwrap_or(u8::MAX)];
        field.extend_from_slice(bytes);
        field
    }

    fn document(kind: &str, raw: &[u8]) -> Vec<u8> {
        let meta = [field(1, b"authorization.k8s.io/v1"), field(2, kind.as_bytes())].concat();
        [MAGIC.to_vec(), field(1, &meta), field(2, raw), field(3, b""), field(4, b"")].concat()
    }

    #[test]
    fn a_question_is_read_as_its_json() {
        let resource = [field(1, b"default"), field(2, b"get"), field(3, b""), field(5, b"pods")].concat();
        let raw = [field(1, &field(8, b"")), field(2, &field(1, &resource))].concat();
        let expected = json!({
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "metadata": {},
            "spec": {"resourceAttributes": {"namespace": "default", "verb": "get", "resource": "pods"}},
        });
        assert_eq!(read(&document("SelfSubjectAccessReview", &raw)).ok(), Some(expected));
    }

    #[test]
    fn bytes_that_are_no_question_are_refused() {
        let whole = document("SelfSubjectRulesReview", &field(2, &field(1, b"default")));
        assert!(read(&whole).is_ok());
        for bytes in [&b""[..], b"{}", &whole[1..], &whole[..whole.len() - 5], b"k8s\0\xff\xff"] {
            assert!(read(bytes).is_err(), "{bytes:?}");
        }
    }
}
