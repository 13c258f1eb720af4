//! Text to glyphs: which font, which glyph, where, and in which order.

use std::{collections::BTreeMap, rc::Rc};

use rustybuzz::{Direction, Language, UnicodeBuffer, shape};
use subsetter::GlyphRemapper;
use unicode_bidi::{BidiInfo, LevelRun};

use crate::Font;

/// A line of text, its runs from left to right.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) runs: Vec<Run>,
    /// In thousandths of the size.
    pub(crate) width: f32,
}

/// Glyphs of one font side by side.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) font: usize,
    pub(crate) glyphs: Vec<Glyph>,
}

/// A glyph and its place; lengths in thousandths of the size.
#[derive(Debug)]
pub(crate) struct Glyph {
    /// In the font as it was given.
    pub(crate) id: u16,
    pub(crate) advance: f32,
    pub(crate) right: f32,
    pub(crate) up: f32,
    /// The characters that it stands for; the other glyphs of one cluster stand for none.
    pub(crate) text: String,
}

/// A character that no font draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) char);

/// Sets text in some fonts, and remembers which glyphs were drawn.
pub(crate) struct Typesetter<'f, 'a> {
    fonts: &'f [Font<'a>],
    language: Option<Language>,
    lines: BTreeMap<String, Rc<Line>>,
    faces: BTreeMap<char, usize>,
    drawn: Vec<Drawn>,
}

/// What has been drawn of one font.
#[derive(Default)]
pub(crate) struct Drawn {
    /// From glyphs of the font to those of the subset.
    pub(crate) glyphs: GlyphRemapper,
    /// What glyphs of the subset stand for.
    pub(crate) texts: BTreeMap<u16, String>,
    /// Their advances, in thousandths.
    pub(crate) widths: BTreeMap<u16, f32>,
}

/// How many different lines are remembered: labels come again on every card, names do not.
const MAX_REMEMBERED: usize = 512;

impl<'f, 'a> Typesetter<'f, 'a> {
    pub(crate) fn new(fonts: &'f [Font<'a>]) -> Self {
        Self {
            fonts,
            // Where scripts are shared, glyphs are those of mainland China.
            language: "zh-Hans".parse().ok(),
            lines: BTreeMap::new(),
            faces: BTreeMap::new(),
            drawn: fonts.iter().map(|_| Drawn::default()).collect(),
        }
    }

    /// Text as one line.
    pub(crate) fn line(&mut self, text: &str) -> Result<Rc<Line>, Missing> {
        if let Some(line) = self.lines.get(text) {
            return Ok(Rc::clone(line));
        }
        let line = Rc::new(self.set(text)?);
        if self.lines.len() < MAX_REMEMBERED {
            self.lines.insert(text.to_owned(), Rc::clone(&line));
        }
        Ok(line)
    }

    /// The glyph of the subset for a glyph that is drawn now.
    pub(crate) fn draw(&mut self, font: usize, glyph: &Glyph) -> Option<u16> {
        let given = self.fonts.get(font)?;
        let drawn = self.drawn.get_mut(font)?;
        let id = drawn.glyphs.remap(glyph.id);
        if !glyph.text.is_empty() {
            drawn.texts.entry(id).or_insert_with(|| glyph.text.clone());
        }
        let width = drawn.widths.entry(id);
        width.or_insert_with(|| given.advance(glyph.id));
        Some(id)
    }

    /// The fonts, and what has been drawn of each.
    pub(crate) fn drawn(&self) -> impl Iterator<Item = (&'f Font<'a>, &Drawn)> {
        self.fonts.iter().zip(&self.drawn)
    }

    fn set(&mut self, text: &str) -> Result<Line, Missing> {
        let mut runs = Vec::new();
        for (range, direction) in directions(text) {
            let part = text.get(range).unwrap_or_default();
            let mut parts = self.by_font(part)?;
            if direction == Direction::RightToLeft {
                parts.reverse();
            }
            for (font, part) in parts {
                runs.push(self.shape(font, part, direction)?);
            }
        }
        let advances = runs.iter().flat_map(|run| &run.glyphs);
        let width = advances.map(|glyph| glyph.advance).sum();
        Ok(Line { runs, width })
    }

    /// Text in pieces of one font each.
    fn by_font<'t>(&mut self, text: &'t str) -> Result<Vec<(usize, &'t str)>, Missing> {
        let mut pieces: Vec<(usize, core::ops::Range<usize>)> = Vec::new();
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            let current = pieces.last_mut();
            // Spaces and marks stay with what they stand by, where its font has them.
            let stays = current.as_ref().is_some_and(|(font, _)| {
                let given = self.fonts.get(*font);
                !character.is_alphanumeric() && given.is_some_and(|font| font.draws(character))
            });
            let font = match &current {
                Some((font, _)) if stays => *font,
                _ => self.font_of(character)?,
            };
            match current {
                Some((last, range)) if *last == font => range.end = end,
                _ => pieces.push((font, at..end)),
            }
        }
        let pieces = pieces.into_iter();
        let pieces = pieces.filter_map(|(font, range)| Some((font, text.get(range)?)));
        Ok(pieces.collect())
    }

    /// The first font that draws a character.
    fn font_of(&mut self, character: char) -> Result<usize, Missing> {
        if let Some(font) = self.faces.get(&character) {
            return Ok(*font);
        }
        let found = self.fonts.iter().position(|font| font.draws(character));
        let font = found.ok_or(Missing(character))?;
        self.faces.insert(character, font);
        Ok(font)
    }

    fn shape(&self, font: usize, text: &str, direction: Direction) -> Result<Run, Missing> {
        let first = text.chars().next().unwrap_or(' ');
        let given = self.fonts.get(font).ok_or(Missing(first))?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction);
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        let shaped = shape(given.face(), &[], buffer);
        let clusters: Vec<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| usize::try_from(info.cluster).unwrap_or(usize::MAX))
            .collect();
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut before = None;
        for ((info, place), cluster) in shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .zip(&clusters)
        {
            let end = clusters.iter().filter(|other| *other > cluster).min();
            let end = end.copied().unwrap_or(text.len());
            let stands_for = text.get(*cluster..end).unwrap_or_default();
            let id = u16::try_from(info.glyph_id).unwrap_or(0);
            if id == 0 {
                return Err(Missing(stands_for.chars().next().unwrap_or(first)));
            }
            let text = if before == Some(cluster) {
                ""
            } else {
                stands_for
            };
            before = Some(cluster);
            glyphs.push(Glyph {
                id,
                advance: given.thousandths(place.x_advance),
                right: given.thousandths(place.x_offset),
                up: given.thousandths(place.y_offset),
                text: text.to_owned(),
            });
        }
        Ok(Run { font, glyphs })
    }
}

/// The runs of one direction, in the order from left to right (Unicode Annex 9).
fn directions(text: &str) -> Vec<(LevelRun, Direction)> {
    let info = BidiInfo::new(text, None);
    let mut runs = Vec::new();
    for paragraph in &info.paragraphs {
        let (levels, visual) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in visual {
            let is_rtl = levels.get(run.start).is_some_and(|level| level.is_rtl());
            let direction = if is_rtl {
                Direction::RightToLeft
            } else {
                Direction::LeftToRight
            };
            runs.push((run, direction));
        }
    }
    runs
}

/// Where a line may break: behind spaces, and beside characters that are words of their own.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut characters = rest.char_indices().peekable();
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            let Some((next_at, next)) = characters.peek() else {
                break;
            };
            let breaks = character == ' ' || (is_word(character) || is_word(*next)) && next != &' ';
            if breaks && !keeps_from_line_start(*next) && *next_at > at {
                end = *next_at;
                break;
            }
        }
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Whether a character is written without spaces around it.
fn is_word(character: char) -> bool {
    matches!(u32::from(character), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x20000..)
}

/// Whether no line begins with a character: closing punctuation, and the star of a masked name.
fn keeps_from_line_start(character: char) -> bool {
    matches!(
        character,
        '，' | '。' | '、' | '；' | '：' | '）' | '」' | '》' | '·' | '*' | ')' | ',' | '.'
    )
}

#[cfg(test)]
mod tests;
