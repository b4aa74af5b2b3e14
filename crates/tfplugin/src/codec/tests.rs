use super::{json, msgpack};
use crate::value::{Type, Value};

/// Numbers that look random and are the same in every run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn many<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(4)).map(|_| make(self)).collect()
    }

    fn name(&mut self) -> String {
        ["a", "b", "port", "\u{e4}\"\\", ""][self.below(5) as usize].to_owned()
    }

    fn ty(&mut self, depth: u64) -> Type {
        match self.below(if depth == 0 { 4 } else { 9 }) {
            0 => Type::Bool,
            1 => Type::Number,
            2 => Type::String,
            3 => Type::Dynamic,
            4 => Type::list(self.ty(depth - 1)),
            5 => Type::set(self.ty(depth - 1)),
            6 => Type::map(self.ty(depth - 1)),
            7 => Type::Tuple(self.many(|it| it.ty(depth - 1))),
            _ => Type::object(self.many(|it| (it.name(), it.ty(depth - 1)))),
        }
    }

    fn value(&mut self, ty: &Type) -> Value {
        if self.below(8) == 0 {
            return Value::Null;
        }
        match ty {
            Type::Bool => Value::Bool(self.below(2) == 0),
            Type::Number => self.number(),
            Type::String => Value::String(self.name().repeat(self.below(20) as usize)),
            Type::Dynamic => self.dynamic(),
            Type::List(element) | Type::Set(element) => Value::List(self.many(|it| it.value(element))),
            Type::Map(element) => Value::object(self.many(|it| (it.name(), it.value(element)))),
            Type::Tuple(types) => Value::List(types.iter().map(|ty| self.value(ty)).collect()),
            Type::Object(types) => Value::object(types.iter().map(|(name, ty)| (name.clone(), self.value(ty)))),
        }
    }

    fn number(&mut self) -> Value {
        let shift = self.below(31);
        let digits = (self.below(1 << 31) << self.below(33)) >> shift;
        let sign = ["", "-"][self.below(2) as usize];
        let text = format!("{sign}{digits}e-{}", [0, 0, 1, 3][self.below(4) as usize]);
        Value::Number(text.parse().unwrap_or_else(|error| panic!("{error}")))
    }

    /// A dynamic value keeps its type only where it has the type of a literal.
    fn dynamic(&mut self) -> Value {
        match self.below(3) {
            0 => Value::Null,
            1 => self.number(),
            _ => Value::object(self.many(|it| (it.name(), it.number()))),
        }
    }
}

#[test]
fn values_of_any_type_come_back_from_either_format() {
    let mut sequence = Sequence(1);
    let mut written_as_json = 0;
    for case in 0..2000 {
        let ty = sequence.ty(3);
        let value = sequence.value(&ty);
        assert_eq!(value.conforms(&ty), Ok(()), "case {case}");
        assert_eq!(msgpack::decode(&msgpack::encode(&value, &ty), &ty).as_ref(), Ok(&value), "case {case}: {ty}");
        if let Ok(text) = json::encode(&value, &ty) {
            assert_eq!(json::decode(text.to_string().as_bytes(), &ty).as_ref(), Ok(&value), "case {case}: {ty}");
            written_as_json += 1;
        }
        assert_eq!(json::parse_type(&json::type_json(&ty)), Ok(ty));
    }
    assert!(written_as_json > 1000, "{written_as_json}");
}
