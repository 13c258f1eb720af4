//! A font in a PDF: the glyphs that were drawn, and what they stand for.

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{
    Filter, Finish, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::subset;

use crate::{Font, document::COMPRESSION, typesetter::Drawn};

const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The numbers of the objects of one font.
pub(crate) struct FontRefs {
    pub(crate) font: Ref,
    descendant: Ref,
    descriptor: Ref,
    file: Ref,
    to_unicode: Ref,
}

impl FontRefs {
    pub(crate) fn new(next: &mut Ref) -> Self {
        Self {
            font: next.bump(),
            descendant: next.bump(),
            descriptor: next.bump(),
            file: next.bump(),
            to_unicode: next.bump(),
        }
    }
}

/// The font could not be cut down to what was drawn.
pub(crate) struct NotEmbedded;

/// Writes the objects of a font.
pub(crate) fn embed(
    pdf: &mut Pdf,
    refs: &FontRefs,
    font: &Font<'_>,
    drawn: &Drawn,
) -> Result<(), NotEmbedded> {
    let (data, index) = font.data();
    let subset = subset(data, index, &drawn.glyphs).map_err(|_| NotEmbedded)?;
    let name = format!("{}+{}", tag(&subset), font.name());
    let base = Name(name.as_bytes());

    pdf.type0_font(refs.font)
        .base_font(base)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(refs.descendant)
        .to_unicode(refs.to_unicode);

    let mut descendant = pdf.cid_font(refs.descendant);
    descendant
        .base_font(base)
        .system_info(IDENTITY)
        .font_descriptor(refs.descriptor)
        .default_width(0.0);
    if font.is_cff() {
        descendant.subtype(CidFontType::Type0);
    } else {
        descendant.subtype(CidFontType::Type2);
        descendant.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = descendant.widths();
    for (glyph, width) in &drawn.widths {
        widths.same(*glyph, *glyph, *width);
    }
    widths.finish();
    descendant.finish();

    let face = font.face();
    let scaled = |units: i16| font.thousandths(units.into());
    let bounds = face.global_bounding_box();
    let bounds = Rect::new(
        scaled(bounds.x_min),
        scaled(bounds.y_min),
        scaled(bounds.x_max),
        scaled(bounds.y_max),
    );
    let mut descriptor = pdf.font_descriptor(refs.descriptor);
    descriptor
        .name(base)
        .flags(FontFlags::SYMBOLIC)
        .bbox(bounds)
        .italic_angle(0.0)
        .ascent(scaled(face.ascender()))
        .descent(scaled(face.descender()))
        .cap_height(scaled(face.capital_height().unwrap_or(face.ascender())))
        .stem_v(STEM);
    if font.is_cff() {
        descriptor.font_file3(refs.file);
    } else {
        descriptor.font_file2(refs.file);
    }
    descriptor.finish();

    if font.is_cff() {
        let table = Font::table(&subset, b"CFF ").ok_or(NotEmbedded)?;
        let packed = compress_to_vec_zlib(table, COMPRESSION);
        let mut stream = pdf.stream(refs.file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    } else {
        let packed = compress_to_vec_zlib(&subset, COMPRESSION);
        let length = i32::try_from(subset.len()).map_err(|_| NotEmbedded)?;
        let mut stream = pdf.stream(refs.file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), length);
    }

    let mut map = UnicodeCmap::<u16>::new(Name(b"Juma"), IDENTITY);
    for (glyph, text) in &drawn.texts {
        map.pair_with_multiple(*glyph, text.chars());
    }
    let packed = compress_to_vec_zlib(&map.finish(), COMPRESSION);
    let mut stream = pdf.cmap(refs.to_unicode, &packed);
    stream.filter(Filter::FlateDecode);
    Ok(())
}

/// No reader needs it of a font that is embedded, and the format wants it.
const STEM: f32 = 80.0;

/// Six letters that differ from subset to subset (ISO 32000-1 §9.6.4), and are the same for the
/// same one.
fn tag(subset: &[u8]) -> String {
    // FNV-1a: nobody gains by a collision.
    let hash = subset.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mut rest = hash;
    let mut letters = String::new();
    for _ in 0..6 {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters
}
