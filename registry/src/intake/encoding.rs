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

    /// By what the first line of a file of refused rows says that the file is in this encoding.
    #[must_use]
    pub const fn reject_mark(self) -> &'static str {
        match self {
            Self::Gb18030 => "reject.encoding.gb18030",
            Self::Utf8 => "reject.encoding.utf-8",
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

    /// The bytes of a text of our own.
    #[must_use]
    pub fn encode(self, text: &str) -> Cow<'_, [u8]> {
        match self {
            Self::Utf8 => text.as_bytes().into(),
            Self::Gb18030 => GB18030.encode(text).0,
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
    /// It is UTF-16, as a byte order mark shows, or zeros beside ASCII.
    Utf16,
    /// It is a workbook of a spreadsheet program.
    Workbook,
}

/// How a workbook begins: as an archive (.xlsx, .ods), or as what Office wrote before (.xls, .et).
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];

/// So many zeros in so many bytes are UTF-16 without a mark: the commas of a header have as many, and
/// its words are longer. One alone is a damaged row, and that row's own affair.
const ZEROS: usize = 8;
const ZEROS_IN: usize = 256;

/// What the beginning of a file is written in.
pub(super) fn detect(beginning: &[u8]) -> Result<Detected, Undetected> {
    if WORKBOOKS.iter().any(|start| beginning.starts_with(start)) {
        return Err(Undetected::Workbook);
    }
    let first = beginning.get(..ZEROS_IN).unwrap_or(beginning);
    let zeros = first.iter().filter(|byte| **byte == 0).count();
    let is_marked = beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF");
    if is_marked || zeros >= ZEROS {
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
    let beginning = whole_characters(beginning);
    let beyond_ascii = beginning.iter().filter(|byte| !byte.is_ascii()).count();
    if beyond_ascii == 0 {
        return found(Encoding::Utf8, Evidence::OnlyAscii);
    }
    let text = String::from_utf8_lossy(beginning);
    let faults = text.matches(char::REPLACEMENT_CHARACTER).count();
    // A character of three bytes or more, as every Chinese one is, comes by no accident to text that
    // is well-formed for the rest, and to one word in many of text that is not.
    let is_long = |it: &char| it.len_utf8() > 2 && *it != char::REPLACEMENT_CHARACTER;
    let long = text.chars().filter(is_long).count();
    let is_chinese = reads_as_chinese(beginning);
    let is_damaged = faults.saturating_mul(FEW) > beyond_ascii;
    if is_damaged && is_chinese && long.saturating_mul(FEW) <= faults {
        return found(Encoding::Gb18030, Evidence::Content);
    }
    if is_chinese && (is_damaged || long == 0) || is_damaged && long == 0 {
        return match marked(beginning) {
            Some(encoding) => found(encoding, Evidence::Told),
            None => Err(Undetected::Ambiguous),
        };
    }
    found(Encoding::Utf8, Evidence::Content)
}

/// Without the last character, where only the first bytes of it are there: it is cut off, and no
/// fault. What GB 18030 loses by that does not count.
fn whole_characters(beginning: &[u8]) -> &[u8] {
    for (behind, byte) in (1..4).zip(beginning.iter().rev()) {
        let bytes = match byte {
            0x80..=0xBF => continue,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            _ => 1,
        };
        let whole = beginning.len().saturating_sub(behind);
        return if bytes > behind {
            beginning.get(..whole).unwrap_or_default()
        } else {
            beginning
        };
    }
    beginning
}

/// The encoding that a file of refused rows says of itself in its first line.
fn marked(beginning: &[u8]) -> Option<Encoding> {
    let first = beginning.split(|byte| *byte == b'\n').next()?;
    let says = |mark: &str| {
        let mark = mark.as_bytes();
        first.windows(mark.len()).any(|window| window == mark)
    };
    [Encoding::Gb18030, Encoding::Utf8]
        .into_iter()
        .find(|encoding| says(encoding.reject_mark()))
}

/// Whether a good part of the words beyond ASCII would be common Chinese characters in GB 18030
/// (those of GB 2312, two bytes each). Many are well-formed UTF-8 too (毛强 reads as `ëǿ`), and a
/// name is never to be exchanged silently. A single one beside an ASCII letter is an accent (José);
/// most words in Cyrillic or Arabic letters have bytes below `0xA1`, where common ones have none.
fn reads_as_chinese(bytes: &[u8]) -> bool {
    let pieces: Vec<&[u8]> = bytes
        .chunk_by(|one, next| one.is_ascii() == next.is_ascii())
        .collect();
    let (mut chinese, mut other) = (0_usize, 0_usize);
    for (place, piece) in pieces.iter().enumerate() {
        if piece.is_ascii() {
            continue;
        }
        let before = place.checked_sub(1).and_then(|place| pieces.get(place));
        let after = pieces.get(place.saturating_add(1));
        let neighbours = [
            before.and_then(|it| it.last()),
            after.and_then(|it| it.first()),
        ];
        let is_beside_letter = neighbours
            .into_iter()
            .flatten()
            .any(u8::is_ascii_alphabetic);
        let is_common = |pair: &[u8]| matches!(pair, [0xB0..=0xF7, 0xA1..=0xFE]);
        if piece.chunks(2).all(is_common) && !(piece.len() == 2 && is_beside_letter) {
            chinese = chinese.saturating_add(1);
        } else {
            other = other.saturating_add(1);
        }
    }
    chinese > 0 && chinese.saturating_mul(FEW) >= other
}

/// One fault in so many bytes beyond ASCII is damage to UTF-8; in text of another encoding every
/// other byte is one. One word in so many that would be Chinese is chance.
const FEW: usize = 8;
