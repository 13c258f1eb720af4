//! Lines into a column: as large as they fit, and no smaller than can be read.

use std::rc::Rc;

use crate::{
    Card, Words,
    layout::Frame,
    typesetter::{Line, Missing, Typesetter, words},
};

/// A line where it stands; the size in dots.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) line: Rc<Line>,
    pub(crate) size: f32,
    pub(crate) left: f32,
    pub(crate) baseline: f32,
}

/// Text of one size.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    text: String,
    /// In dots, when there is room.
    size: f32,
    /// What is left free above it, in its size.
    gap: f32,
}

/// Why text stands nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlowError {
    Missing(Missing),
    TooLong,
}

impl From<Missing> for FlowError {
    fn from(missing: Missing) -> Self {
        Self::Missing(missing)
    }
}

/// The smallest type, 4.8 pt: what a resident of sixty still reads with glasses, and what a laser
/// printer still draws in Chinese.
const MIN_SIZE: f32 = 20.0;

/// From one line to the next, in its size.
const LEADING: f32 = 1.2;

/// From the top of a line to its baseline, in its size.
const ASCENT: f32 = 0.88;

/// The scales that are tried, in hundredths.
const SCALES: [u8; 10] = [100, 94, 88, 82, 76, 70, 64, 58, 52, 46];

/// How large a card is set beside a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    Card,
    Page,
}

impl Scale {
    fn dots(self, points: f32) -> f32 {
        let dots = points / 0.24;
        match self {
            Self::Card => dots,
            Self::Page => 2.0 * dots,
        }
    }
}

/// What stands first: heading, banner, name.
pub(crate) fn head(card: &Card<'_>, scale: Scale) -> Vec<Block> {
    let block = |text: &str, points: f32, gap: f32| Block {
        text: text.to_owned(),
        size: scale.dots(points),
        gap,
    };
    let mut blocks = vec![
        block(&card.heading.zh, 10.0, 0.0),
        block(&card.heading.en, 6.0, 0.0),
    ];
    if let Some(Words { zh, en }) = &card.banner {
        blocks.push(block(&format!("{zh} {en}"), 6.5, 0.3));
    }
    blocks.push(block(&card.name, 15.0, 0.35));
    blocks
}

/// What stands after it.
pub(crate) fn body(card: &Card<'_>, scale: Scale) -> Vec<Block> {
    let mut blocks = Vec::new();
    for fact in &card.facts {
        blocks.push(Block {
            text: format!("{} {}", fact.label.zh, fact.label.en),
            size: scale.dots(5.2),
            gap: 0.55,
        });
        blocks.push(Block {
            text: fact.value.clone(),
            size: scale.dots(7.5),
            gap: 0.0,
        });
    }
    for note in &card.notes {
        blocks.push(Block {
            text: format!("{} {}", note.zh, note.en),
            size: scale.dots(5.0),
            gap: 0.6,
        });
    }
    blocks
}

/// Sets blocks below one another from the top of a column, in the largest scale in which they fit.
pub(crate) fn flow(
    blocks: &[Block],
    column: Frame,
    typesetter: &mut Typesetter<'_, '_>,
) -> Result<Vec<Placed>, FlowError> {
    for percent in SCALES {
        let scale = f32::from(percent) / 100.0;
        if let Some(placed) = try_flow(blocks, column, scale, typesetter)? {
            return Ok(placed);
        }
    }
    Err(FlowError::TooLong)
}

fn try_flow(
    blocks: &[Block],
    column: Frame,
    scale: f32,
    typesetter: &mut Typesetter<'_, '_>,
) -> Result<Option<Vec<Placed>>, Missing> {
    let mut placed = Vec::new();
    let mut top = column.top();
    for block in blocks {
        let size = (block.size * scale).max(MIN_SIZE);
        top -= block.gap * size;
        let Some(lines) = wrap(&block.text, column.width / size * 1000.0, typesetter)? else {
            return Ok(None);
        };
        for line in lines {
            placed.push(Placed {
                line,
                size,
                left: column.left,
                baseline: top - ASCENT * size,
            });
            top -= LEADING * size;
        }
    }
    Ok((top >= column.bottom).then_some(placed))
}

/// Breaks text into lines of at most a width, in thousandths of the size; nothing when a word alone
/// is wider.
fn wrap(
    text: &str,
    width: f32,
    typesetter: &mut Typesetter<'_, '_>,
) -> Result<Option<Vec<Rc<Line>>>, Missing> {
    let whole = typesetter.line(text)?;
    if whole.width <= width {
        return Ok(Some(vec![whole]));
    }
    let (mut lines, mut current) = (Vec::new(), String::new());
    for word in words(text) {
        let longer = format!("{current}{word}");
        if !current.is_empty() && typesetter.line(longer.trim_end())?.width > width {
            lines.push(typesetter.line(current.trim_end())?);
            current = word.to_owned();
        } else {
            current = longer;
        }
    }
    lines.push(typesetter.line(current.trim_end())?);
    let fits = lines.iter().all(|line| line.width <= width);
    Ok(fits.then_some(lines))
}
