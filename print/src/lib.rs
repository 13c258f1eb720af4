//! Cards, sheets and pages with codes on them, as PDF for a printer: bytes in, bytes out.
//!
//! A code is drawn as one filled path of its modules, on the grid of a 300 dpi printer, with four
//! modules of white around it and no module below [`MIN_MODULE_DOTS`]; what would be smaller is
//! refused. Text is set in the fonts that the caller gives, shaped and ordered by the rules of its
//! script; a character that none of them draws refuses the document, so that no box is ever
//! printed for one. The same input gives the same bytes: there is no date and no random name in a
//! file. Before the bytes are returned the modules are read back from them.
//!
//! ```no_run
//! use juma_print::{Card, Fact, Font, Layout, Words, write};
//!
//! let font = std::fs::read("NotoSansCJK-Regular.ttc")?;
//! let symbol = juma_symbol::encode("JM1:6BF")?;
//! let mut card = Card::new(&symbol, Words::new("居码", "Residence code"), "张*");
//! card.facts.push(Fact::new(Words::new("咨询电话", "Ask"), "0755-84465000"));
//! let pdf = write(&[card], Layout::Card, &[Font::new(&font, None)?])?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod document;
mod draw;
mod embed;
mod error;
mod flow;
mod font;
mod layout;
mod read_back;
mod typesetter;

pub use card::{Card, Fact, Words};
pub use document::{MAX_CARDS, write};
pub use error::{FontError, PrintError};
pub use font::{Font, MAX_FONTS};
pub use layout::{Layout, MIN_MODULE_DOTS};
