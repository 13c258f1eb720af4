//! The TOML that policies are written in, and no more of it, for builds that are sent to a browser:
//! a key and a value a line, a value being a string in quotes, a number, or a list of strings on one
//! line. What it reads, a reader of all TOML reads alike.

use core::fmt;

use serde::{
    Deserialize,
    de::{
        self, Expected, IntoDeserializer, Unexpected, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::PolicyFile;

/// What is wrong. It says what was expected, not what was found: naming that brings the printing of
/// floating point numbers along, 17 KB.
#[derive(Debug)]
struct Error(String);

enum Value {
    Number(u32),
    Text(String),
    List(Vec<String>),
}

/// Reads the words, or says what is wrong and where.
pub(super) fn read(text: &str) -> Result<PolicyFile, (Option<usize>, String)> {
    let mut pairs: Vec<(&str, Value)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let here = Some(at);
        at += line.len();
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, rest) = line
            .split_once('=')
            .ok_or_else(|| (here, "no key and value".to_owned()))?;
        let key = key.trim();
        let (value, rest) = value(rest.trim_start()).ok_or_else(|| {
            (
                here,
                format!("{key} is no string, number or list of strings"),
            )
        })?;
        let rest = rest.trim_start();
        if !rest.is_empty() && !rest.starts_with('#') {
            return Err((here, format!("something stands after the value of {key}")));
        }
        if pairs.iter().any(|(known, _)| *known == key) {
            return Err((here, format!("{key} is there twice")));
        }
        pairs.push((key, value));
    }
    PolicyFile::deserialize(MapDeserializer::<_, Error>::new(pairs.into_iter()))
        .map_err(|Error(what)| (None, what))
}

/// A value, and what stands after it.
fn value(text: &str) -> Option<(Value, &str)> {
    if let Some(mut rest) = text.strip_prefix('[') {
        let mut texts = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(rest) = rest.strip_prefix(']') {
                return Some((Value::List(texts), rest));
            }
            let (text, after) = string(rest)?;
            texts.push(text);
            rest = after.trim_start();
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None if rest.starts_with(']') => {}
                None => return None,
            }
        }
    }
    if text.starts_with(['"', '\'']) {
        let (text, rest) = string(text)?;
        return Some((Value::Text(text), rest));
    }
    let end = text
        .find(|it: char| !it.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let is_plain = digits == "0" || !digits.starts_with('0');
    Some((
        Value::Number(digits.parse().ok().filter(|_| is_plain)?),
        rest,
    ))
}

/// A string in quotes, and what stands after it; in single ones nothing is escaped.
fn string(text: &str) -> Option<(String, &str)> {
    if let Some(text) = text.strip_prefix('\'') {
        let (string, rest) = text.split_once('\'')?;
        return (!string.chars().any(char::is_control)).then(|| (string.to_owned(), rest));
    }
    let mut rest = text.strip_prefix('"')?.chars();
    let mut string = String::new();
    loop {
        match rest.next()? {
            '"' => return Some((string, rest.as_str())),
            '\\' => match rest.next()? {
                escaped @ ('"' | '\\') => string.push(escaped),
                _ => return None,
            },
            control if control.is_control() => return None,
            plain => string.push(plain),
        }
    }
}

impl<'de> IntoDeserializer<'de, Error> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> serde::Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Number(number) => visitor.visit_u32(number),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(texts) => SeqDeserializer::new(texts.into_iter()).deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => text
                .into_deserializer()
                .deserialize_enum(name, variants, visitor),
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self(what.to_string())
    }

    fn invalid_type(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("wrong kind of value, expected {expected}"))
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("wrong value, expected {expected}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Error {}
