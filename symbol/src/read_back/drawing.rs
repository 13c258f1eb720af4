//! SVG to modules.

use super::ReadBackError;
use crate::QUIET_ZONE;
use crate::modules::{Modules, Run};
use crate::svg::{self, AFTER_PATH, BEFORE_PATH, BEFORE_VIEW_BOX};
use crate::version::Version;

/// The modules of a drawing that [`svg::write`] wrote.
///
/// # Errors
/// The drawing differs in any byte from what would be written for its modules.
pub fn svg_modules(drawing: &str) -> Result<Modules, ReadBackError> {
    let modules = Reader {
        text: drawing,
        at: 0,
    }
    .modules()?;
    // Numbers and runs have more than one form; only the written one is ours.
    let mut written = String::with_capacity(drawing.len());
    svg::write_modules(&modules, &mut written);
    if written == drawing {
        return Ok(modules);
    }
    let same = written
        .bytes()
        .zip(drawing.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    Err(ReadBackError::Drawing { at: same })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn modules(mut self) -> Result<Modules, ReadBackError> {
        self.expect(BEFORE_VIEW_BOX)?;
        let width = self.number()?;
        self.expect(" ")?;
        let height = self.number()?;
        let version = width
            .checked_sub(2 * QUIET_ZONE)
            .filter(|_| width == height)
            .and_then(Version::of_side)
            .ok_or(ReadBackError::Size {
                width: width.into(),
                height: height.into(),
            })?;
        self.expect(BEFORE_PATH)?;

        let mut modules = Modules::light(version.side());
        let (mut pen, mut y) = (0, 0);
        while self.peek() != AFTER_PATH.chars().next() {
            let start = self.at;
            if self.accepts("M") {
                pen = self.number()?;
                self.expect(" ")?;
                y = self.number()?;
                self.expect(".5h")?;
            } else {
                self.expect("m")?;
                pen = pen.saturating_add(self.number()?);
                self.expect(" 0h")?;
            }
            let length = self.number()?;
            let place = pen.checked_sub(QUIET_ZONE).zip(y.checked_sub(QUIET_ZONE));
            pen = pen.saturating_add(length);
            match place {
                Some((start, y)) if pen <= QUIET_ZONE + version.side() && y < version.side() => {
                    modules.darken(Run { start, length }, y);
                }
                _ => return Err(ReadBackError::Drawing { at: start }),
            }
        }
        Ok(modules)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn accepts(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), ReadBackError> {
        if self.accepts(token) {
            Ok(())
        } else {
            Err(ReadBackError::Drawing { at: self.at })
        }
    }

    fn number(&mut self) -> Result<u16, ReadBackError> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = self
            .rest()
            .get(..digits)
            .and_then(|digits| digits.parse().ok());
        let number = number.ok_or(ReadBackError::Drawing { at: self.at })?;
        self.at += digits;
        Ok(number)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
