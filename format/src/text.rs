//! Text in signed bodies: UTF-8, or GB 18030 where that is smaller and safe (SPEC §5.2).

use alloc::{borrow::ToOwned, string::String};

use crate::{
    cbor::{CborError, Reader, Writer},
    gb18030,
};

/// Why a text in a body is refused before anyone looks at its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextError {
    /// The item is no text.
    Cbor(CborError),
    /// The bytes are not GB 18030 in its one form, or UTF-8 stands where GB 18030 is due.
    Encoding,
}

/// Writes a text in the only form that [`read`] takes.
pub fn write(text: &str, writer: &mut Writer) {
    match gb18030::encode(text) {
        Some(bytes) => writer.bytes(&bytes),
        None => writer.text(text),
    };
}

/// Reads a text.
///
/// # Errors
/// When the item is no text, or not in the one form that [`write()`] gives it.
pub fn read(reader: &mut Reader<'_>) -> Result<String, TextError> {
    if reader.is_bytes_next() {
        let bytes = reader.bytes().map_err(TextError::Cbor)?;
        return gb18030::decode(bytes).map_err(|_| TextError::Encoding);
    }
    let text = reader.text().map_err(TextError::Cbor)?;
    if gb18030::encode(text).is_some() {
        return Err(TextError::Encoding);
    }
    Ok(text.to_owned())
}
