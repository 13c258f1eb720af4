use alloc::{borrow::ToOwned, string::String};
use core::{fmt, ops::RangeInclusive};

use crate::{
    cbor::{Reader, Writer},
    trust::{DocumentError, Field, fields::read_length},
};

/// A telephone number on the mainland, with its area code: `0755-84465000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hotline {
    area_code: String,
    number: String,
}

/// The digits of an area code, its 0 among them.
const AREA_DIGITS: RangeInclusive<usize> = 3..=4;

/// The digits of a number: from 110 to a number with an extension.
const NUMBER_DIGITS: RangeInclusive<usize> = 3..=12;

impl Hotline {
    /// A number behind an area code.
    ///
    /// # Errors
    /// When either holds anything but digits, or too few or too many.
    pub fn new(area_code: &str, number: &str) -> Result<Self, DocumentError> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = AREA_DIGITS.contains(&area_code.len())
            && NUMBER_DIGITS.contains(&number.len())
            && area_code.starts_with('0')
            && digits(area_code)
            && digits(number);
        if fits {
            Ok(Self {
                area_code: area_code.to_owned(),
                number: number.to_owned(),
            })
        } else {
            Err(DocumentError::OutOfRange(Field::Hotline))
        }
    }

    /// The number as it is written: area code, hyphen, number.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let (area_code, number) = text
            .split_once('-')
            .ok_or(DocumentError::OutOfRange(Field::Hotline))?;
        Self::new(area_code, number)
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(2).text(&self.area_code).text(&self.number);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DocumentError> {
        if read_length(reader, Field::Hotline, 2)? != 2 {
            return Err(DocumentError::OutOfRange(Field::Hotline));
        }
        let area_code = reader.text()?;
        Self::new(area_code, reader.text()?)
    }
}

impl fmt::Display for Hotline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.area_code, self.number)
    }
}
