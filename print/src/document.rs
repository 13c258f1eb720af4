//! Cards into a file.

use juma_symbol::Symbol;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Settings, TextStr};

use crate::{
    Card, Font, Layout, MAX_FONTS, PrintError,
    draw::{PageContent, font_name},
    embed::{FontRefs, embed},
    flow::{FlowError, Placed, Scale, body, flow, head},
    layout::{BLEED, Columns, Frame, MARK},
    read_back,
    typesetter::{Missing, Typesetter},
};

/// The most cards of one file: a hundred sheets, which is what a printer's tray and a clerk's hands
/// take at once, and some megabytes of memory. A larger run is many files.
pub const MAX_CARDS: usize = 1000;

/// Of zlib: what a page gains beyond it is a few bytes.
pub(crate) const COMPRESSION: u8 = 6;

/// Prints cards into one PDF, in their order. The fonts are looked through in theirs for each
/// character.
///
/// # Errors
/// When there is nothing to print or too much, when a symbol or a text has no room, when a character
/// is in no font, or when what is in the file is not what was to be drawn.
pub fn write(
    cards: &[Card<'_>],
    layout: Layout,
    fonts: &[Font<'_>],
) -> Result<Vec<u8>, PrintError> {
    check(cards, layout, fonts)?;
    let mut typesetter = Typesetter::new(fonts);
    let mut pages = Vec::new();
    for (page, group) in cards.chunks(layout.cards_per_page()).enumerate() {
        let first = page * layout.cards_per_page();
        pages.push(draw_page(group, first, layout, &mut typesetter)?);
    }
    let pdf = assemble(&pages, layout, &typesetter)?;
    let symbols: Vec<&Symbol> = cards.iter().map(|card| card.symbol).collect();
    if read_back::holds(&pdf, &symbols, layout) {
        Ok(pdf)
    } else {
        Err(PrintError::ReadBack)
    }
}

fn check(cards: &[Card<'_>], layout: Layout, fonts: &[Font<'_>]) -> Result<(), PrintError> {
    if cards.is_empty() {
        return Err(PrintError::NoCards);
    }
    if cards.len() > MAX_CARDS {
        let (cards, max) = (cards.len(), MAX_CARDS);
        return Err(PrintError::TooManyCards { cards, max });
    }
    if fonts.is_empty() {
        return Err(PrintError::NoFonts);
    }
    if fonts.len() > MAX_FONTS {
        let (fonts, max) = (fonts.len(), MAX_FONTS);
        return Err(PrintError::TooManyFonts { fonts, max });
    }
    let large = cards
        .iter()
        .position(|card| layout.module_dots(card.symbol.version()).is_none());
    match large.and_then(|at| Some((at, cards.get(at)?))) {
        None => Ok(()),
        Some((card, large)) => Err(PrintError::SymbolTooLarge {
            card,
            version: large.symbol.version(),
            max: layout.max_version(),
        }),
    }
}

fn draw_page(
    cards: &[Card<'_>],
    first: usize,
    layout: Layout,
    typesetter: &mut Typesetter<'_, '_>,
) -> Result<Vec<u8>, PrintError> {
    let mut content = PageContent::new();
    if layout != Layout::Page {
        content.crop_marks(layout);
    }
    for (at, card) in cards.iter().enumerate() {
        let number = first + at;
        let frame = layout.card(at);
        let place = layout
            .code_place(frame, card.symbol)
            .ok_or(PrintError::ReadBack)?;
        content.code(card.symbol, place);
        let failed = |error| match error {
            FlowError::Missing(Missing(character)) => PrintError::MissingGlyph {
                card: number,
                character,
            },
            FlowError::TooLong => PrintError::TextTooLong { card: number },
        };
        let mut placed = match layout.columns(frame, place) {
            Columns::One(column) => {
                let mut blocks = head(card, Scale::Card);
                blocks.extend(body(card, Scale::Card));
                flow(&blocks, column, typesetter).map_err(failed)?
            }
            Columns::Two { above, below } => {
                let above = flow(&head(card, Scale::Page), above, typesetter);
                let mut placed = above.map_err(failed)?;
                let below = flow(&body(card, Scale::Page), below, typesetter);
                placed.extend(below.map_err(failed)?);
                placed
            }
        };
        if let Some(slug) = &card.slug {
            let line = typesetter.line(slug).map_err(FlowError::from);
            placed.extend(slug_place(layout, at, line.map_err(failed)?));
        }
        for line in &placed {
            content.text(line, typesetter);
        }
    }
    Ok(content.finish())
}

/// Where a slug stands: on the margin that is cut off, beside its card; a page is not cut.
fn slug_place(
    layout: Layout,
    at: usize,
    line: std::rc::Rc<crate::typesetter::Line>,
) -> Option<Placed> {
    let card = layout.card(at);
    let width = line.width / 1000.0 * SLUG_SIZE;
    let (left, baseline) = match layout {
        Layout::Page => return None,
        Layout::Card => (
            card.left + (card.width - width) / 2.0,
            card.bottom - BLEED - MARK / 2.0,
        ),
        Layout::Sheet => {
            let middle = card.bottom + card.height / 2.0;
            if at.is_multiple_of(2) {
                (card.left - BLEED - width, middle)
            } else {
                (card.right() + BLEED, middle)
            }
        }
    };
    Some(Placed {
        line,
        size: SLUG_SIZE,
        left,
        baseline,
    })
}

/// 5 pt: ten digits stay on the part of a sheet that office printers reach.
const SLUG_SIZE: f32 = 21.0;

fn assemble(
    pages: &[Vec<u8>],
    layout: Layout,
    typesetter: &Typesetter<'_, '_>,
) -> Result<Vec<u8>, PrintError> {
    let mut pdf = Pdf::with_settings(Settings { pretty: false });
    // Trim and bleed boxes, CIDFontType0C; nothing newer.
    pdf.set_version(1, 4);
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    pdf.catalog(catalog).pages(tree).lang(TextStr("zh-CN"));
    pdf.document_info(info).title(TextStr("Juma"));

    let fonts: Vec<Option<FontRefs>> = typesetter
        .drawn()
        .map(|(_, drawn)| (!drawn.widths.is_empty()).then(|| FontRefs::new(&mut next)))
        .collect();
    let refs: Vec<(Ref, Ref)> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree)
        .kids(refs.iter().map(|(page, _)| *page))
        .count(count);

    for ((page_ref, content_ref), content) in refs.iter().zip(pages) {
        let mut page = pdf.page(*page_ref);
        page.parent(tree)
            .media_box(points(layout.media()))
            .contents(*content_ref);
        if layout != Layout::Page {
            let trim = layout.trim();
            page.trim_box(points(trim));
            page.bleed_box(points(trim.inset(-BLEED)));
        }
        let mut resources = page.resources();
        let mut names = resources.fonts();
        for (font, refs) in fonts.iter().enumerate() {
            if let Some(refs) = refs {
                names.pair(Name(font_name(font).as_bytes()), refs.font);
            }
        }
        names.finish();
        resources.finish();
        page.finish();
        let packed = compress_to_vec_zlib(content, COMPRESSION);
        pdf.stream(*content_ref, &packed)
            .filter(Filter::FlateDecode);
    }
    for (number, ((font, drawn), refs)) in typesetter.drawn().zip(&fonts).enumerate() {
        if let Some(refs) = refs {
            let embedded = embed(&mut pdf, refs, font, drawn);
            embedded.map_err(|_| PrintError::Embed { font: number })?;
        }
    }
    Ok(pdf.finish())
}

/// A frame in points, as boxes of pages want it.
fn points(frame: Frame) -> Rect {
    let points = |dots: f32| (dots * 24.0).round() / 100.0;
    Rect::new(
        points(frame.left),
        points(frame.bottom),
        points(frame.right()),
        points(frame.top()),
    )
}
