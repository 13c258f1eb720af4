//! Where things stand on paper. Everything is measured in dots of 1/300 inch, y upwards, because a
//! module that is a whole number of a printer's dots has straight edges: 300, 600 and 1200 dpi all
//! divide it.

use juma_symbol::{QUIET_ZONE, Symbol, Version};

/// The dots of the grid.
pub(crate) const DOTS_PER_INCH: u16 = 300;

/// The fewest dots of a module, 0.42 mm. ISO/IEC 18004 leaves it to the application; GS1 asks for
/// 0.396 mm where cameras read at a counter, DENSO WAVE for four dots of the printer or more, and
/// the next whole dot above both is the fifth. What ICAO's seals are printed at (0.339 mm) is for
/// document readers that touch the paper.
pub const MIN_MODULE_DOTS: u16 = 5;

/// What is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One card of ISO/IEC 7810 ID-1 (85.60 × 53.98 mm) a page of its own, with crop marks.
    Card,
    /// One A4 page a code.
    Page,
    /// Ten cards on an A4 sheet, with crop marks.
    Sheet,
}

/// A rectangle on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f32,
    pub(crate) bottom: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Frame {
    pub(crate) fn right(&self) -> f32 {
        self.left + self.width
    }

    pub(crate) fn top(&self) -> f32 {
        self.bottom + self.height
    }

    /// What is left when so much is cut off on every side.
    pub(crate) fn inset(&self, by: f32) -> Self {
        Self {
            left: self.left + by,
            bottom: self.bottom + by,
            width: self.width - 2.0 * by,
            height: self.height - 2.0 * by,
        }
    }
}

/// Where a code stands: the upper left corner of its first module, and the size of a module.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CodePlace {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) module: u16,
}

impl Layout {
    /// How many cards stand on one page.
    #[must_use]
    pub const fn cards_per_page(self) -> usize {
        match self {
            Self::Card | Self::Page => 1,
            Self::Sheet => COLUMNS * ROWS,
        }
    }

    /// Dots of a module of a symbol of this version; nothing where it would be too small.
    #[must_use]
    pub fn module_dots(self, version: Version) -> Option<u16> {
        let side = version.side() + 2 * QUIET_ZONE;
        let (room, most) = match self {
            Self::Card | Self::Sheet => (CARD_CODE, CARD_MODULE_MAX),
            Self::Page => (PAGE_CODE, PAGE_MODULE_MAX),
        };
        let dots = (room / side).min(most);
        (dots >= MIN_MODULE_DOTS).then_some(dots)
    }

    /// The greatest version that there is room for.
    #[must_use]
    pub fn max_version(self) -> Version {
        let fitting = Version::all().filter(|version| self.module_dots(*version).is_some());
        fitting.max().unwrap_or(Version::MIN)
    }

    /// The whole page.
    pub(crate) fn media(self) -> Frame {
        let (width, height) = match self {
            Self::Card => (CARD_WIDTH + 2.0 * APRON, CARD_HEIGHT + 2.0 * APRON),
            Self::Page | Self::Sheet => (A4_WIDTH, A4_HEIGHT),
        };
        Frame {
            left: 0.0,
            bottom: 0.0,
            width,
            height,
        }
    }

    /// What is left of the page when it has been cut.
    pub(crate) fn trim(self) -> Frame {
        match self {
            Self::Card => self.media().inset(APRON),
            Self::Page => self.media(),
            Self::Sheet => Frame {
                left: (A4_WIDTH - 2.0 * CARD_WIDTH) / 2.0,
                bottom: (A4_HEIGHT - 5.0 * CARD_HEIGHT) / 2.0,
                width: 2.0 * CARD_WIDTH,
                height: 5.0 * CARD_HEIGHT,
            },
        }
    }

    /// The card of this number on its page, in the order in which people read.
    pub(crate) fn card(self, number: usize) -> Frame {
        let trim = self.trim();
        match self {
            Self::Card | Self::Page => trim,
            Self::Sheet => {
                let column = if number.is_multiple_of(COLUMNS) {
                    0.0
                } else {
                    1.0
                };
                let row = u16::try_from(number / COLUMNS % ROWS).map_or(0.0, f32::from);
                Frame {
                    left: trim.left + column * CARD_WIDTH,
                    bottom: trim.top() - (row + 1.0) * CARD_HEIGHT,
                    width: CARD_WIDTH,
                    height: CARD_HEIGHT,
                }
            }
        }
    }

    /// Where the code stands in the frame of its card: on the right of a card, in the middle of a
    /// page; always on whole dots.
    pub(crate) fn code_place(self, frame: Frame, symbol: &Symbol) -> Option<CodePlace> {
        let module = self.module_dots(symbol.version())?;
        let quiet = f32::from(QUIET_ZONE * module);
        let side = f32::from(symbol.side() * module);
        let (left, top) = match self {
            Self::Card | Self::Sheet => (
                frame.right() - CUT - quiet - side,
                frame.bottom + (frame.height + side) / 2.0,
            ),
            Self::Page => (
                frame.left + (frame.width - side) / 2.0,
                frame.top() - PAGE_HEAD - (f32::from(PAGE_CODE) - side) / 2.0,
            ),
        };
        Some(CodePlace {
            left: left.round(),
            top: top.round(),
            module,
        })
    }

    /// Where the text stands: one column beside the code of a card; above and below it on a page.
    pub(crate) fn columns(self, frame: Frame, code: CodePlace) -> Columns {
        match self {
            Self::Card | Self::Sheet => {
                let inner = frame.inset(SAFE);
                let end = code.left - f32::from(QUIET_ZONE * code.module);
                Columns::One(Frame {
                    width: end - inner.left,
                    ..inner
                })
            }
            Self::Page => {
                let inner = frame.inset(PAGE_MARGIN);
                let code_top = frame.top() - PAGE_HEAD;
                let code_bottom = code_top - f32::from(PAGE_CODE);
                Columns::Two {
                    above: Frame {
                        bottom: code_top,
                        height: inner.top() - code_top,
                        ..inner
                    },
                    below: Frame {
                        height: code_bottom - inner.bottom,
                        ..inner
                    },
                }
            }
        }
    }
}

/// Where the text of one card stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Columns {
    /// Everything in one column.
    One(Frame),
    /// Heading and name above, the rest below.
    Two { above: Frame, below: Frame },
}

const COLUMNS: usize = 2;
const ROWS: usize = 5;

const fn millimetres(length: f32) -> f32 {
    length * 300.0 / 25.4
}

/// ISO/IEC 7810 ID-1.
const CARD_WIDTH: f32 = millimetres(85.60);
const CARD_HEIGHT: f32 = millimetres(53.98);

const A4_WIDTH: f32 = millimetres(210.0);
const A4_HEIGHT: f32 = millimetres(297.0);

/// What a printer wants beyond the edge of what is cut.
pub(crate) const BLEED: f32 = millimetres(3.0);

/// How long a crop mark is.
pub(crate) const MARK: f32 = millimetres(5.0);

/// Around a card on a page of its own: the bleed, the marks, and a little.
const APRON: f32 = BLEED + MARK + millimetres(2.0);

/// How far a cut may miss, on the side of the code: the quiet zone stays whole.
const CUT: f32 = millimetres(2.0);

/// How far text keeps from a cut.
const SAFE: f32 = millimetres(3.5);

/// The side of the square for the code of a card, quiet zone included: 44 mm. The rest of the width
/// is for text.
const CARD_CODE: u16 = 520;

/// The most dots of a module of a card, 0.85 mm: a small symbol grows no further.
const CARD_MODULE_MAX: u16 = 10;

/// The side of the square for the code of a page: 120 mm.
const PAGE_CODE: u16 = 1417;

/// The most dots of a module of a page, 2 mm.
const PAGE_MODULE_MAX: u16 = 24;

const PAGE_MARGIN: f32 = millimetres(20.0);

/// From the top of a page to the square of its code.
const PAGE_HEAD: f32 = millimetres(75.0);

#[cfg(test)]
mod tests;
