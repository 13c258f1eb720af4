//! Text as a terminal may show it.

use alloc::string::String;
use core::fmt::Write;

use super::MAX_MARKS;
use super::class::{self, Class};

/// `text` with each character that a reader could not trust his eyes for written as `[U+E7C7]`.
///
/// That is private use, and whatever no text may hold: controls, so that no escape sequence reaches a
/// terminal, direction changes, invisible and unassigned characters, strange spaces, line breaks, marks in
/// floods. Text that holds such brackets itself comes out as it is.
#[must_use]
pub fn display_safe(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut marks = MAX_MARKS;
    for character in text.chars() {
        let class = class::of(character);
        marks = match class {
            Class::Mark => marks.saturating_add(1),
            Class::Refused(_) | Class::PrivateUse => MAX_MARKS, // no mark may fall on the bracket
            Class::Visible => 0,
        };
        match class {
            Class::Visible => shown.push(character),
            Class::Mark if marks <= MAX_MARKS => shown.push(character),
            // A String takes whatever is written to it.
            _ => drop(write!(shown, "[U+{:04X}]", u32::from(character))),
        }
    }
    shown
}
