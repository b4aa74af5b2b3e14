//! Msgpack cut into tokens, without copying.

use rmp::Marker;

use crate::codec::DecodeFault;

/// One msgpack item; of containers only the number of items that follow.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(usize),
    Map(usize),
    Ext(i8, &'a [u8]),
}

impl Token<'_> {
    /// What it is, for messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Nil => "null",
            Self::Bool(_) => "a bool",
            Self::Int(_) | Self::Uint(_) | Self::Float(_) => "a number",
            Self::Str(_) => "a string",
            Self::Bin(_) => "bytes",
            Self::Array(_) => "an array",
            Self::Map(_) => "a map",
            Self::Ext(..) => "an extension",
        }
    }
}

/// The bytes not read yet.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Number of bytes not read yet; no more items than that can follow.
    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn token(&mut self) -> Result<Token<'a>, DecodeFault> {
        let marker = Marker::from_u8(self.byte()?);
        match marker {
            Marker::Null | Marker::Reserved => Ok(Token::Nil),
            Marker::True => Ok(Token::Bool(true)),
            Marker::False => Ok(Token::Bool(false)),
            Marker::FixMap(length) => Ok(Token::Map(length.into())),
            Marker::Map16 => Ok(Token::Map(self.length(2)?)),
            Marker::Map32 => Ok(Token::Map(self.length(4)?)),
            Marker::FixArray(length) => Ok(Token::Array(length.into())),
            Marker::Array16 => Ok(Token::Array(self.length(2)?)),
            Marker::Array32 => Ok(Token::Array(self.length(4)?)),
            Marker::FixStr(length) => self.text(length.into()),
            Marker::Str8 | Marker::Str16 | Marker::Str32 | Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                self.bytes(marker)
            }
            Marker::FixExt1 => self.extension(1),
            Marker::FixExt2 => self.extension(2),
            Marker::FixExt4 => self.extension(4),
            Marker::FixExt8 => self.extension(8),
            Marker::FixExt16 => self.extension(16),
            Marker::Ext8 | Marker::Ext16 | Marker::Ext32 => self.sized_extension(marker),
            number => self.number(number),
        }
    }

    fn number(&mut self, marker: Marker) -> Result<Token<'a>, DecodeFault> {
        Ok(match marker {
            Marker::FixPos(value) => Token::Int(value.into()),
            Marker::FixNeg(value) => Token::Int(value.into()),
            Marker::U8 => Token::Uint(self.uint(1)?),
            Marker::U16 => Token::Uint(self.uint(2)?),
            Marker::U32 => Token::Uint(self.uint(4)?),
            Marker::U64 => Token::Uint(self.uint(8)?),
            Marker::I8 => Token::Int(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Token::Int(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Token::Int(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Token::Int(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Token::Float(f32::from_be_bytes(self.array()?).into()),
            _ => Token::Float(f64::from_be_bytes(self.array()?)),
        })
    }

    fn bytes(&mut self, marker: Marker) -> Result<Token<'a>, DecodeFault> {
        match marker {
            Marker::Str8 => self.length(1).and_then(|length| self.text(length)),
            Marker::Str16 => self.length(2).and_then(|length| self.text(length)),
            Marker::Str32 => self.length(4).and_then(|length| self.text(length)),
            Marker::Bin8 => self.length(1).and_then(|length| self.take(length)).map(Token::Bin),
            Marker::Bin16 => self.length(2).and_then(|length| self.take(length)).map(Token::Bin),
            _ => self.length(4).and_then(|length| self.take(length)).map(Token::Bin),
        }
    }

    fn sized_extension(&mut self, marker: Marker) -> Result<Token<'a>, DecodeFault> {
        let length = match marker {
            Marker::Ext8 => self.length(1)?,
            Marker::Ext16 => self.length(2)?,
            _ => self.length(4)?,
        };
        self.extension(length)
    }

    fn extension(&mut self, length: usize) -> Result<Token<'a>, DecodeFault> {
        let code = i8::from_be_bytes(self.array()?);
        Ok(Token::Ext(code, self.take(length)?))
    }

    fn text(&mut self, length: usize) -> Result<Token<'a>, DecodeFault> {
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map(Token::Str).map_err(|_| DecodeFault::Utf8)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeFault> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeFault::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeFault> {
        self.take(N)?.try_into().map_err(|_| DecodeFault::Truncated)
    }

    fn byte(&mut self) -> Result<u8, DecodeFault> {
        self.array().map(|[byte]| byte)
    }

    fn uint(&mut self, width: usize) -> Result<u64, DecodeFault> {
        Ok(self.take(width)?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    fn length(&mut self, width: usize) -> Result<usize, DecodeFault> {
        usize::try_from(self.uint(width)?).map_err(|_| DecodeFault::Truncated)
    }
}
