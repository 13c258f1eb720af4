//! Symbols in grey pixels: ISO/IEC 18004, clause 12, steps 1 to 5, for pictures that are not flat,
//! even or sharp.
//!
//! A frame becomes bits ([`threshold`]), in which stripes show finders ([`finder`]); three of them
//! make a group ([`triple`]) whose corners ([`outline`]) tell versions and perspectives
//! ([`hypothesis`]), which alignment patterns make exact ([`alignment`]) and bend ([`warp`]); then
//! every module is looked at ([`sampling`]) and the symbol is read ([`reader`]). Scratched finders
//! are told by [`likeness`], and one that is covered is put where the other two want it ([`pair`]).

mod accumulator;
mod alignment;
mod bits;
mod finder;
mod geometry;
mod hypothesis;
mod likeness;
mod order;
mod outline;
mod pair;
mod reader;
mod sampling;
mod threshold;
mod triple;
mod warp;

pub(crate) use self::accumulator::{Accumulator, Faint};
pub(crate) use self::finder::Evidence;
use self::finder::{Finder, FinderSearch};
use self::geometry::Point;
use self::pair::{completed, pairs};
pub(crate) use self::reader::Effort;
use self::reader::{Outcome, Reader};
use self::threshold::Threshold;
use self::triple::{Triple, triples};
use crate::budget::Budget;
use crate::frame::GreyFrame;
use crate::text::QrText;

/// Finds and reads symbols; the memory is kept from frame to frame.
#[derive(Debug, Default)]
pub(crate) struct Locator {
    threshold: Threshold,
    search: FinderSearch,
    triples: Vec<Triple>,
    taken: Vec<bool>,
    reader: Reader,
}

/// How a frame is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Blocks on each side over which the threshold is taken.
    pub(crate) reach: usize,
    /// Greys by which dark is darker than that.
    pub(crate) bias: i32,
    /// Groups of finders that are tried.
    pub(crate) tries: usize,
    pub(crate) effort: Effort,
    pub(crate) evidence: Evidence,
}

impl Locator {
    /// Forgets the frame before.
    pub(crate) fn begin(&mut self) {
        self.reader.faint.forget();
    }

    /// What was seen best in this frame and could not be read.
    pub(crate) fn faint(&self) -> &Faint {
        &self.reader.faint
    }

    /// Adds the texts of the symbols in `frame` to `texts`, each once; returns how many things
    /// looked like symbols and could not be read.
    pub(crate) fn read(
        &mut self,
        frame: &GreyFrame<'_>,
        look: Look,
        budget: &mut dyn Budget,
        texts: &mut Vec<QrText>,
    ) -> usize {
        let bits = self.threshold.apply(frame, look.reach, look.bias);
        let step = rows_between(frame.height());
        let finders = self
            .search
            .search(frame, &bits, step, look.evidence, budget);
        triples(finders, &mut self.triples);
        self.taken.clear();
        self.taken.resize(finders.len(), false);
        let (mut unread, mut failures, mut read) = (0, 0, 0);
        for triple in &self.triples {
            let Some(corners) = untaken(finders, &self.taken, triple) else {
                continue;
            };
            let tries = if read == 0 {
                look.tries
            } else {
                TRIES_FOR_MORE
            };
            if failures >= tries || budget.go_on().is_break() {
                break;
            }
            // After the first symbol, only what is surely another.
            if read > 0 && !is_sure(triple, &corners) {
                continue;
            }
            match self.reader.read(frame, &bits, corners, look.effort, budget) {
                Outcome::Nothing => failures += 1,
                Outcome::Unread => {
                    failures += 1;
                    unread += 1;
                }
                Outcome::Read(text, around) => {
                    read += 1;
                    failures = 0;
                    // What was seen of this symbol in wrong groups is no further symbol.
                    unread = 0;
                    add(texts, text);
                    take(finders, &mut self.taken, triple, &around);
                }
            }
        }
        if read > 0 || look.evidence == Evidence::Stripes {
            return unread;
        }
        for group in pairs(finders)
            .into_iter()
            .flat_map(|pair| completed(frame, pair))
        {
            if budget.go_on().is_break() {
                break;
            }
            match self.reader.read(frame, &bits, group, look.effort, budget) {
                Outcome::Nothing => {}
                Outcome::Unread => unread += 1,
                Outcome::Read(text, _) => {
                    add(texts, text);
                    return 0;
                }
            }
        }
        unread
    }
}

/// Adds a text that is not there yet.
fn add(texts: &mut Vec<QrText>, text: Vec<u8>) {
    let text = QrText::new(text);
    if !texts.contains(&text) {
        texts.push(text);
    }
}

/// The finders of `triple`, when no symbol has them yet.
fn untaken(finders: &[Finder], taken: &[bool], triple: &Triple) -> Option<[Finder; 3]> {
    let [a, b, c] = triple.finders.map(|n| match taken.get(n) {
        Some(false) => finders.get(n).copied(),
        _ => None,
    });
    Some([a?, b?, c?])
}

fn is_sure(triple: &Triple, finders: &[Finder; 3]) -> bool {
    triple.unlikeness < 1.3 && finders.iter().all(|finder| finder.quality >= 0.6)
}

/// Takes the finders of a symbol that was read, and all that lies between its corners.
fn take(finders: &[Finder], taken: &mut [bool], triple: &Triple, around: &[Point; 4]) {
    let [a, b, c, d] = *around;
    for (n, (finder, taken)) in finders.iter().zip(taken).enumerate() {
        let at = Point::new(finder.x, finder.y);
        let inside = [(a, b), (b, c), (c, d), (d, a)]
            .iter()
            .all(|(from, to)| (*to - *from).cross(at - *from) > 0.0);
        *taken |= inside || triple.finders.contains(&n);
    }
}

/// Rows of high frames are looked at in steps: finders are high there too.
fn rows_between(height: usize) -> usize {
    match height {
        1401.. => 3,
        351.. => 2,
        _ => 1,
    }
}

/// Failures after which no further symbol is looked for beside those read.
const TRIES_FOR_MORE: usize = 6;
