//! Pages as the operators of a PDF.

use juma_symbol::Symbol;
use pdf_writer::{Content, Name, Str};

use crate::{
    flow::Placed,
    layout::{BLEED, CodePlace, Frame, Layout, MARK},
    typesetter::Typesetter,
};

/// What the modules of a code are marked as in a page, for whoever reads them back.
pub(crate) const CODE_TAG: &[u8] = b"JumaCode";

/// The name of a font in a page.
pub(crate) fn font_name(font: usize) -> String {
    format!("F{font}")
}

/// A page that is being drawn, in dots.
pub(crate) struct PageContent(Content);

impl PageContent {
    pub(crate) fn new() -> Self {
        let mut content = Content::with_settings(pdf_writer::Settings { pretty: false });
        // 72 / 300: from here on everything is in dots.
        content
            .save_state()
            .transform([0.24, 0.0, 0.0, 0.24, 0.0, 0.0]);
        content.set_fill_gray(0.0).set_stroke_gray(0.0);
        Self(content)
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.restore_state();
        self.0.finish().to_vec()
    }

    /// One path for all modules, because two that touch would show a seam between them.
    pub(crate) fn code(&mut self, symbol: &Symbol, place: CodePlace) {
        let module = f32::from(place.module);
        self.0
            .begin_marked_content(Name(CODE_TAG))
            .save_state()
            // Modules are counted downwards from the upper left.
            .transform([module, 0.0, 0.0, -module, place.left, place.top]);
        for (y, row) in (0_u16..).zip(symbol.rows()) {
            for run in row.runs() {
                let (start, length) = (f32::from(run.start), f32::from(run.length));
                self.0.rect(start, f32::from(y), length, 1.0);
            }
        }
        self.0.fill_nonzero().restore_state().end_marked_content();
    }

    pub(crate) fn text(&mut self, placed: &Placed, typesetter: &mut Typesetter<'_, '_>) {
        let per_size = placed.size / 1000.0;
        let mut pen = placed.left;
        self.0.begin_text();
        for run in &placed.line.runs {
            let font = font_name(run.font);
            self.0.set_font(Name(font.as_bytes()), placed.size);
            for glyph in &run.glyphs {
                let Some(id) = typesetter.draw(run.font, glyph) else {
                    continue;
                };
                let left = pen + glyph.right * per_size;
                let up = placed.baseline + glyph.up * per_size;
                // Rounded to hundredths of a dot: shorter, and the same everywhere.
                let (left, up) = (hundredths(left), hundredths(up));
                self.0.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, up]);
                self.0.show(Str(&id.to_be_bytes()));
                pen += glyph.advance * per_size;
            }
        }
        self.0.end_text();
    }

    /// Crop marks at the edges of the cards, outside the bleed.
    pub(crate) fn crop_marks(&mut self, layout: Layout) {
        let trim = layout.trim();
        let (mut across, mut up) = (Vec::new(), Vec::new());
        for number in 0..layout.cards_per_page() {
            let Frame { left, bottom, .. } = layout.card(number);
            let card = layout.card(number);
            across.extend([left, card.right()]);
            up.extend([bottom, card.top()]);
        }
        sort(&mut across);
        sort(&mut up);
        self.0.set_line_width(1.0);
        for x in across {
            for (from, to) in [
                (trim.top() + BLEED, trim.top() + BLEED + MARK),
                (trim.bottom - BLEED, trim.bottom - BLEED - MARK),
            ] {
                self.0.move_to(x, from).line_to(x, to);
            }
        }
        for y in up {
            for (from, to) in [
                (trim.left - BLEED, trim.left - BLEED - MARK),
                (trim.right() + BLEED, trim.right() + BLEED + MARK),
            ] {
                self.0.move_to(from, y).line_to(to, y);
            }
        }
        self.0.stroke();
    }
}

/// Ascending, and each place once although cards share it.
fn sort(places: &mut Vec<f32>) {
    for place in places.iter_mut() {
        *place = hundredths(*place);
    }
    places.sort_by(f32::total_cmp);
    places.dedup_by(|a, b| (*a - *b).abs() < 1.0);
}

fn hundredths(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}
