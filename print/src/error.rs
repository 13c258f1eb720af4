//! Why nothing is printed.

use core::fmt;

use juma_symbol::Version;

use crate::{MIN_MODULE_DOTS, layout::DOTS_PER_INCH};

/// Why no document was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrintError {
    /// A font could not be put into the file.
    Embed {
        /// Its place among the fonts that were given, from 0.
        font: usize,
    },
    /// No font draws a character of a card.
    MissingGlyph {
        /// The card's place among those that were given, from 0.
        card: usize,
        /// The character.
        character: char,
    },
    /// No card was given.
    NoCards,
    /// No font was given.
    NoFonts,
    /// What is in the file is not what was to be drawn.
    ReadBack,
    /// The modules of a symbol would be smaller than a gate's camera resolves.
    SymbolTooLarge {
        /// The card's place among those that were given, from 0.
        card: usize,
        /// The version of its symbol.
        version: Version,
        /// The greatest version that the layout has room for.
        max: Version,
    },
    /// The text of a card does not fit beside the code, even in the smallest type.
    TextTooLong {
        /// The card's place among those that were given, from 0.
        card: usize,
    },
    /// More cards than one file may hold.
    TooManyCards {
        /// How many were given.
        cards: usize,
        /// The greatest number.
        max: usize,
    },
    /// More fonts than are looked through for a character.
    TooManyFonts {
        /// How many were given.
        fonts: usize,
        /// The greatest number.
        max: usize,
    },
}

impl PrintError {
    /// The card that it is about, from 0.
    #[must_use]
    pub const fn card(self) -> Option<usize> {
        match self {
            Self::MissingGlyph { card, .. }
            | Self::SymbolTooLarge { card, .. }
            | Self::TextTooLong { card } => Some(card),
            _ => None,
        }
    }

    /// The stable word for it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Embed { .. } => "font-not-embedded",
            Self::MissingGlyph { .. } => "missing-glyph",
            Self::NoCards => "no-cards",
            Self::NoFonts => "no-fonts",
            Self::ReadBack => "read-back",
            Self::SymbolTooLarge { .. } => "symbol-too-large",
            Self::TextTooLong { .. } => "print-text-too-long",
            Self::TooManyCards { .. } => "too-many-cards",
            Self::TooManyFonts { .. } => "too-many-fonts",
        }
    }
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embed { font } => write!(f, "font {} cannot be embedded", font + 1),
            Self::MissingGlyph { character, .. } => {
                write!(f, "no font has U+{:04X}", u32::from(*character))
            }
            Self::NoCards => write!(f, "there is no card to print"),
            Self::NoFonts => write!(f, "there is no font"),
            Self::ReadBack => write!(f, "the modules in the file are not those of the code"),
            Self::SymbolTooLarge { version, max, .. } => write!(
                f,
                "a symbol of version {} has modules below {MIN_MODULE_DOTS} dots at {DOTS_PER_INCH} \
                 dpi here, the limit is version {}",
                version.number(),
                max.number()
            ),
            Self::TextTooLong { .. } => write!(f, "the text does not fit beside the code"),
            Self::TooManyCards { cards, max } => {
                write!(f, "{cards} cards in one file, the limit is {max}")
            }
            Self::TooManyFonts { fonts, max } => {
                write!(f, "{fonts} fonts, the limit is {max}")
            }
        }
    }
}

impl core::error::Error for PrintError {}

/// Why bytes are no font to print with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FontError {
    /// Not a font of OpenType or TrueType, or a torn one.
    Malformed,
    /// The collection has no face of this number.
    NoFace {
        /// The number, from 0.
        index: u32,
    },
    /// Its glyphs are pictures, or outlines of variable CFF2, which a PDF cannot hold.
    NoOutlines,
    /// Its owner does not allow that it is put into files (OS/2 fsType).
    NotEmbeddable,
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => write!(f, "not an OpenType or TrueType font, or damaged"),
            Self::NoFace { index } => write!(f, "the collection has no face {index}"),
            Self::NoOutlines => write!(f, "it has no outlines of TrueType or CFF"),
            Self::NotEmbeddable => write!(f, "its licence bits (fsType) forbid embedding"),
        }
    }
}

impl core::error::Error for FontError {}
