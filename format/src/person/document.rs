use alloc::string::{String, ToString};
use core::fmt;

use super::{IdNumber, IdNumberError, redacted_debug};
use crate::time::Date;

/// The sex that a document states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// F.
    Female,
    /// M.
    Male,
    /// X or `<` in a machine-readable zone.
    Unspecified,
}

/// The kinds of identity document (SPEC §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Resident identity card: the citizen number of GB 11643.
    Citizen,
    /// Residence permit for residents of Hong Kong, Macau (81, 82) and Taiwan (83).
    StraitsResidence,
    /// Foreign permanent resident identity card (9…).
    ForeignPermanent,
    /// A passport of any country.
    Passport,
    /// Mainland travel permit for residents of Hong Kong and Macau (回乡证).
    HomeReturnPermit,
    /// Mainland travel permit for residents of Taiwan (台胞证).
    TaiwanTravelPermit,
}

/// An identity document: a number that implies birth date and sex, or one beside which they stand.
#[derive(Clone, PartialEq, Eq)]
pub enum Document {
    /// One of the three kinds of 18-character number.
    Numbered(IdNumber),
    /// One of the other kinds.
    Travel(TravelDocument),
}

/// A document whose number says nothing of its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct TravelDocument {
    kind: DocumentKind,
    number: String,
    birth_date: Date,
    sex: Sex,
}

/// The last two characters of a document's number, for staff to compare.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DocumentTail([u8; 2]);

redacted_debug!(Document => "Document", TravelDocument => "TravelDocument", DocumentTail => "DocumentTail");

/// Why a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// The 18-character number is none.
    Number(IdNumberError),
    /// The kind has a number of another form.
    Shape {
        /// The kind.
        kind: DocumentKind,
    },
    /// The first digits belong to another kind.
    WrongKind {
        /// The kind that was claimed.
        kind: DocumentKind,
    },
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(error) => error.fmt(f),
            Self::Shape { kind } => write!(f, "not the form of a {} number", kind.name()),
            Self::WrongKind { kind } => {
                write!(
                    f,
                    "the first digits are not those of a {} number",
                    kind.name()
                )
            }
        }
    }
}

impl core::error::Error for DocumentError {}

impl DocumentKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Citizen,
        Self::StraitsResidence,
        Self::ForeignPermanent,
        Self::Passport,
        Self::HomeReturnPermit,
        Self::TaiwanTravelPermit,
    ];

    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::StraitsResidence => "straits-residence",
            Self::ForeignPermanent => "foreign-permanent",
            Self::Passport => "passport",
            Self::HomeReturnPermit => "home-return-permit",
            Self::TaiwanTravelPermit => "taiwan-travel-permit",
        }
    }

    /// The kind of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether its number implies birth date and sex.
    #[must_use]
    pub const fn is_numbered(self) -> bool {
        matches!(
            self,
            Self::Citizen | Self::StraitsResidence | Self::ForeignPermanent
        )
    }

    /// The kind that an 18-character number is of, by its first two digits: no division of
    /// GB/T 2260 begins with 81 to 83 or 9.
    #[must_use]
    pub const fn of_number(number: IdNumber) -> Self {
        match number.leading_two() {
            81..=83 => Self::StraitsResidence,
            90..=99 => Self::ForeignPermanent,
            _ => Self::Citizen,
        }
    }

    fn has_shape(self, number: &str) -> bool {
        let digits = |text: &str, lengths: &[usize]| {
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        match self {
            Self::Citizen | Self::StraitsResidence | Self::ForeignPermanent => false,
            // ICAO 9303: nine characters in the zone, a few states print more.
            Self::Passport => {
                (5..=TravelDocument::MAX_CHARS).contains(&number.len())
                    && number
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            }
            // H or M and eight digits, with two more for the count of renewals on older cards.
            Self::HomeReturnPermit => number
                .strip_prefix(['H', 'M'])
                .is_some_and(|rest| digits(rest, &[8, 10])),
            Self::TaiwanTravelPermit => digits(number, &[8, 10]),
        }
    }
}

impl Document {
    /// An 18-character number of the kind that is claimed.
    ///
    /// # Errors
    /// When the text is no such number, or another kind's.
    pub fn numbered(kind: DocumentKind, text: &str) -> Result<Self, DocumentError> {
        Self::from_id_number(kind, IdNumber::parse(text).map_err(DocumentError::Number)?)
    }

    /// A number that was read, of the kind that is claimed.
    ///
    /// # Errors
    /// When the number is another kind's.
    pub fn from_id_number(kind: DocumentKind, number: IdNumber) -> Result<Self, DocumentError> {
        if DocumentKind::of_number(number) == kind {
            Ok(Self::Numbered(number))
        } else {
            Err(DocumentError::WrongKind { kind })
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::Numbered(number) => DocumentKind::of_number(*number),
            Self::Travel(document) => document.kind,
        }
    }

    /// The number as it is printed.
    #[must_use]
    pub fn number(&self) -> String {
        match self {
            Self::Numbered(number) => number.to_text(),
            Self::Travel(document) => document.number.clone(),
        }
    }

    /// The day of birth.
    #[must_use]
    pub fn birth_date(&self) -> Date {
        match self {
            Self::Numbered(number) => number.birth_date(),
            Self::Travel(document) => document.birth_date,
        }
    }

    /// The sex.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        match self {
            Self::Numbered(number) => number.sex(),
            Self::Travel(document) => document.sex,
        }
    }

    /// The last two characters of the number.
    #[must_use]
    pub fn tail(&self) -> DocumentTail {
        let number = self.number();
        let tail = number
            .as_bytes()
            .last_chunk::<2>()
            .copied()
            .unwrap_or(*b"00");
        DocumentTail(tail)
    }
}

impl TravelDocument {
    /// The most characters of a number.
    pub const MAX_CHARS: usize = 20;

    /// A document of one of the kinds that are not numbered.
    ///
    /// # Errors
    /// When the kind is a numbered one, or has numbers of another form.
    pub fn new(
        kind: DocumentKind,
        number: &str,
        birth_date: Date,
        sex: Sex,
    ) -> Result<Self, DocumentError> {
        if kind.has_shape(number) {
            Ok(Self {
                kind,
                number: number.to_string(),
                birth_date,
                sex,
            })
        } else {
            Err(DocumentError::Shape { kind })
        }
    }

    /// The number as it is printed.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }
}

impl DocumentTail {
    /// Two digits or upper-case letters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let tail: [u8; 2] = text.as_bytes().try_into().ok()?;
        let fits = tail
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        fits.then_some(Self(tail))
    }

    /// The two characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_knows_its_numbers() {
        let birth = Date::parse("1990-01-01").unwrap();
        let travel = |kind, number| TravelDocument::new(kind, number, birth, Sex::Female).is_ok();
        assert!(travel(DocumentKind::Passport, "E12345678"));
        assert!(!travel(DocumentKind::Passport, "e12345678"));
        assert!(!travel(DocumentKind::Passport, "1234"));
        assert!(travel(DocumentKind::HomeReturnPermit, "H1234567801"));
        assert!(!travel(DocumentKind::HomeReturnPermit, "T12345678"));
        assert!(travel(DocumentKind::TaiwanTravelPermit, "12345678"));
        assert!(!travel(DocumentKind::Citizen, "11010519491231002X"));
        let numbered = |kind| Document::numbered(kind, "11010519491231002X").is_ok();
        assert!(numbered(DocumentKind::Citizen));
        assert!(!numbered(DocumentKind::StraitsResidence));
        assert!(!numbered(DocumentKind::ForeignPermanent));
    }

    #[test]
    fn shapes_of_travel_documents() {
        use DocumentKind::*;
        let birth = Date::parse("1990-01-01").unwrap();
        for (kind, number, fits) in [
            (Passport, "12345", true),
            (Passport, "ABCDEFGHIJ0123456789", true),
            (Passport, "ABCDEFGHIJ01234567890", false),
            (Passport, "E1234 5678", false),
            (Passport, "E12345678\n", false),
            (Passport, "Ｅ12345678", false),
            (HomeReturnPermit, "H12345678", true),
            (HomeReturnPermit, "M1234567801", true),
            (HomeReturnPermit, "H123456780", false),
            (HomeReturnPermit, "HM12345678", false),
            (HomeReturnPermit, "12345678", false),
            (TaiwanTravelPermit, "1234567890", true),
            (TaiwanTravelPermit, "123456789", false),
            (TaiwanTravelPermit, "T1234567", false),
            (TaiwanTravelPermit, "", false),
            (Citizen, "11010519491231002X", false),
            (StraitsResidence, "12345678", false),
            (ForeignPermanent, "12345678", false),
        ] {
            let document = TravelDocument::new(kind, number, birth, Sex::Unspecified);
            let wanted = if fits {
                Ok(())
            } else {
                Err(DocumentError::Shape { kind })
            };
            assert_eq!(document.map(|_| ()), wanted, "{number}");
        }
    }

    #[test]
    fn kinds_of_numbers() {
        use DocumentKind::*;
        for (division, kind) in [
            (110_105, Citizen),
            (710_000, Citizen),
            (800_000, Citizen),
            (810_000, StraitsResidence),
            (820_000, StraitsResidence),
            (830_000, StraitsResidence),
            (840_000, Citizen),
            (900_000, ForeignPermanent),
            (999_999, ForeignPermanent),
        ] {
            let number = IdNumber::from_body(division * 10_u64.pow(11) + 19_900_101_001).unwrap();
            assert_eq!(DocumentKind::of_number(number), kind, "{division}");
            let document = Document::from_id_number(kind, number).unwrap();
            assert_eq!((document.kind(), document.sex()), (kind, Sex::Male));
            assert_eq!(
                Document::numbered(kind, &document.number()).map(|_| ()),
                Ok(())
            );
            for other in DocumentKind::ALL.into_iter().filter(|other| *other != kind) {
                let refusal = Document::from_id_number(other, number).map(|_| ());
                assert_eq!(refusal, Err(DocumentError::WrongKind { kind: other }));
            }
        }
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(DocumentKind::from_name("Citizen"), None);
    }

    #[test]
    fn tails_are_what_is_printed() {
        let document = Document::numbered(DocumentKind::Citizen, "11010519491231002X").unwrap();
        assert_eq!(document.tail().as_str(), "2X");
        assert!(DocumentTail::new("2x").is_none());
        assert_eq!(alloc::format!("{document:?}"), "Document(..)");
    }
}
