use alloc::{borrow::ToOwned, string::String};

use crate::{
    cbor::{Reader, Writer},
    characters, text,
    trust::{
        DocumentError, Field,
        fields::{read_length, read_text},
    },
};

/// What a place is called in zh-CN and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    zh: String,
    en: String,
}

/// The most characters of a name: a line at a gate.
const MAX_CHARS: usize = 64;

impl Names {
    /// These names.
    ///
    /// # Errors
    /// When one is empty, longer than 64 characters, or not fit for one line.
    pub fn new(zh: &str, en: &str) -> Result<Self, DocumentError> {
        for name in [zh, en] {
            let fits = name.chars().count() <= MAX_CHARS && characters::check_line(name).is_ok();
            if !fits {
                return Err(DocumentError::OutOfRange(Field::Names));
            }
        }
        Ok(Self {
            zh: zh.to_owned(),
            en: en.to_owned(),
        })
    }

    /// The name in Chinese.
    #[must_use]
    pub fn zh(&self) -> &str {
        &self.zh
    }

    /// The name in English.
    #[must_use]
    pub fn en(&self) -> &str {
        &self.en
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(2);
        text::write(&self.zh, writer);
        text::write(&self.en, writer);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DocumentError> {
        if read_length(reader, Field::Names, 2)? != 2 {
            return Err(DocumentError::OutOfRange(Field::Names));
        }
        let zh = read_text(reader, Field::Names)?;
        let en = read_text(reader, Field::Names)?;
        Self::new(&zh, &en)
    }
}
