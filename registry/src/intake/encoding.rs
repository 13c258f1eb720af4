use std::borrow::Cow;

use encoding_rs::{DecoderResult, GB18030};

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GB 18030, and with it GBK and GB 2312, as the Encoding Standard reads them.
    Gb18030,
    /// UTF-8.
    Utf8,
}

/// Why a file is taken for one encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A byte order mark says so.
    ByteOrderMark,
    /// Its beginning reads so, and not as the other.
    Content,
    /// Its beginning is ASCII alone, which is both.
    OnlyAscii,
    /// Somebody said so.
    Told,
}

/// The encoding of a file, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The encoding.
    pub encoding: Encoding,
    /// How it is known.
    pub evidence: Evidence,
    /// How many bytes of a byte order mark come first.
    pub mark: usize,
}

const MARKS: [(&[u8], Encoding); 2] = [
    (b"\xEF\xBB\xBF", Encoding::Utf8),
    (b"\x84\x31\x95\x33", Encoding::Gb18030),
];

impl Encoding {
    /// The name that outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gb18030 => "gb18030",
            Self::Utf8 => "utf-8",
        }
    }

    /// The encoding of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Gb18030, Self::Utf8]
            .into_iter()
            .find(|encoding| encoding.name() == name)
    }

    /// The text of bytes.
    ///
    /// # Errors
    /// How many characters stand before the first that is none.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.into()),
                Err(error) => {
                    let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    Err(std::str::from_utf8(good).map_or(0, |good| good.chars().count()))
                }
            },
            Self::Gb18030 => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or_else(|| good_of_gb18030(bytes)),
        }
    }

    /// Whether a text that was decoded has just these bytes.
    pub(super) fn writes(self, text: &str, bytes: &[u8]) -> bool {
        match self {
            Self::Utf8 => true,
            Self::Gb18030 => *GB18030.encode(text).0 == *bytes,
        }
    }
}

/// How many characters come before what is none.
fn good_of_gb18030(bytes: &[u8]) -> usize {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut good = String::with_capacity(bytes.len().saturating_mul(2).saturating_add(16));
    match decoder.decode_to_string_without_replacement(bytes, &mut good, true) {
        (DecoderResult::Malformed(..), _) => good.chars().count(),
        _ => 0,
    }
}

/// Why the beginning of a file does not say what it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undetected {
    /// It reads as UTF-8 and as GB 18030, each time as other letters.
    Ambiguous,
    /// It is UTF-16, as a byte order mark shows.
    Utf16,
}

/// What the beginning of a file is written in.
pub(super) fn detect(beginning: &[u8]) -> Result<Detected, Undetected> {
    if beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF") {
        return Err(Undetected::Utf16);
    }
    for (mark, encoding) in MARKS {
        if beginning.starts_with(mark) {
            return Ok(Detected {
                encoding,
                evidence: Evidence::ByteOrderMark,
                mark: mark.len(),
            });
        }
    }
    let found = |encoding, evidence| {
        Ok(Detected {
            encoding,
            evidence,
            mark: 0,
        })
    };
    if beginning.is_ascii() {
        return found(Encoding::Utf8, Evidence::OnlyAscii);
    }
    if is_ambiguous(beginning) {
        return Err(Undetected::Ambiguous);
    }
    let beyond_ascii = beginning.iter().filter(|byte| !byte.is_ascii()).count();
    let text = String::from_utf8_lossy(beginning);
    let faults = text.matches(char::REPLACEMENT_CHARACTER).count();
    if faults.saturating_mul(FEW) <= beyond_ascii {
        found(Encoding::Utf8, Evidence::Content)
    } else {
        found(Encoding::Gb18030, Evidence::Content)
    }
}

/// Whether a short text is one in UTF-8 and another in GB 18030. Two bytes of many a Chinese
/// character are a Latin or Cyrillic letter of UTF-8 too (毛强 reads as `ëǿ`), and a name is never to
/// be exchanged silently. Whatever has a character of three bytes or more, and so every Chinese text
/// of UTF-8, is none of these.
fn is_ambiguous(beginning: &[u8]) -> bool {
    std::str::from_utf8(beginning).is_ok_and(|text| text.chars().all(|it| it.len_utf8() <= 2))
        && Encoding::Gb18030.decode(beginning).is_ok()
}

/// One fault in so many bytes beyond ASCII is damage to UTF-8; in text of another encoding every
/// other byte is one.
const FEW: usize = 8;
