//! A font as it was given.

use core::fmt;

use rustybuzz::{
    Face,
    ttf_parser::{
        self, FaceParsingError, GlyphId, OutlineBuilder, Tag, fonts_in_collection, name_id,
    },
};

use crate::FontError;

/// The most fonts that are looked through for a character: one for most of them, and some for what
/// it lacks.
pub const MAX_FONTS: usize = 8;

/// The most faces of a collection that are looked through for one of mainland China.
const MAX_FACES: u32 = 64;

/// The most characters of a font's name in a file.
const MAX_NAME: usize = 48;

/// One face of a font file.
#[derive(Clone)]
pub struct Font<'a> {
    face: Face<'a>,
    data: &'a [u8],
    index: u32,
}

impl<'a> Font<'a> {
    /// A face of these bytes. Of a collection it is the one of this number, from 0; without a number
    /// the first whose family is for simplified Chinese (`… SC`), because one character is not drawn
    /// alike in every country, else the first of all.
    ///
    /// # Errors
    /// When the bytes are no font, or none that a PDF can hold.
    pub fn new(data: &'a [u8], index: Option<u32>) -> Result<Self, FontError> {
        let index = index.unwrap_or_else(|| simplified_chinese(data));
        let parsed = ttf_parser::Face::parse(data, index).map_err(|error| match error {
            FaceParsingError::FaceIndexOutOfBounds => FontError::NoFace { index },
            _ => FontError::Malformed,
        })?;
        let tables = parsed.tables();
        if tables.glyf.is_none() && tables.cff.is_none() {
            return Err(FontError::NoOutlines);
        }
        // A font without the table says nothing, and a PDF of it is everywhere allowed.
        let is_embeddable = tables.os2.is_none()
            || (parsed.is_subsetting_allowed()
                && parsed.is_outline_embedding_allowed()
                && parsed.permissions() != Some(ttf_parser::Permissions::Restricted));
        if !is_embeddable {
            return Err(FontError::NotEmbeddable);
        }
        Ok(Self {
            face: Face::from_face(parsed),
            data,
            index,
        })
    }

    pub(crate) fn face(&self) -> &Face<'a> {
        &self.face
    }

    pub(crate) fn data(&self) -> (&'a [u8], u32) {
        (self.data, self.index)
    }

    /// Whether the outlines are of CFF, and not of TrueType.
    pub(crate) fn is_cff(&self) -> bool {
        self.face.tables().glyf.is_none()
    }

    /// Whether it draws something for a character: fonts have glyphs for some that are empty.
    pub(crate) fn draws(&self, character: char) -> bool {
        let Some(glyph) = self
            .face
            .glyph_index(character)
            .filter(|glyph| glyph.0 != 0)
        else {
            return false;
        };
        character.is_whitespace() || self.has_outline(glyph)
    }

    fn has_outline(&self, glyph: GlyphId) -> bool {
        self.face.outline_glyph(glyph, &mut Nowhere).is_some()
    }

    /// How far a glyph moves the pen by itself, in thousandths of the size.
    pub(crate) fn advance(&self, glyph: u16) -> f32 {
        let advance = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
        self.thousandths(advance.into())
    }

    /// Units of the font in thousandths of the size.
    pub(crate) fn thousandths(&self, units: i32) -> f32 {
        let units = units.clamp(i16::MIN.into(), i16::MAX.into());
        let units = i16::try_from(units).map_or(0.0, f32::from);
        units * 1000.0 / f32::from(ttf_parser::Face::units_per_em(&self.face))
    }

    /// Its name, in the letters that a PDF's names have.
    pub(crate) fn name(&self) -> String {
        let names = self.face.names().into_iter();
        let mut names = names.filter(|name| name.name_id == name_id::POST_SCRIPT_NAME);
        let name = names.find_map(|name| name.to_string()).unwrap_or_default();
        let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = name.chars().filter(fits).take(MAX_NAME).collect();
        if name.is_empty() {
            "Unnamed".to_owned()
        } else {
            name
        }
    }

    /// The bytes of a table of a font that was made out of this one.
    pub(crate) fn table<'s>(subset: &'s [u8], tag: &[u8; 4]) -> Option<&'s [u8]> {
        let face = ttf_parser::RawFace::parse(subset, 0).ok()?;
        face.table(Tag::from_bytes(tag))
    }
}

impl fmt::Debug for Font<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Font({}, {} bytes)", self.name(), self.data.len())
    }
}

/// The face of a collection that is for simplified Chinese, else the first.
fn simplified_chinese(data: &[u8]) -> u32 {
    let faces = fonts_in_collection(data).unwrap_or(1).min(MAX_FACES);
    let is_simplified = |index: &u32| {
        let Ok(face) = ttf_parser::Face::parse(data, *index) else {
            return false;
        };
        let families = face.names().into_iter();
        let mut families = families.filter(|name| name.name_id == name_id::FAMILY);
        families.any(|name| name.to_string().is_some_and(|name| name.ends_with(" SC")))
    };
    (0..faces).find(is_simplified).unwrap_or(0)
}

/// Takes an outline that nobody looks at.
struct Nowhere;

impl OutlineBuilder for Nowhere {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}
