//! Codes on paper: what a card says, in which fonts, and the command that prints codes which were
//! issued before.

pub(crate) mod args;
mod card;
mod command;
mod fonts;

use std::path::Path;

use juma_cli::failure::Failure;
use juma_print::{Card, PrintError};

pub(crate) use args::PrintArgs;
pub(crate) use card::{PaperRefusal, Printed};
pub(crate) use command::run;
pub(crate) use fonts::FontFiles;

/// The ending of what is printed.
pub(crate) const ENDING: &str = "pdf";

/// Whether a path is for printing, by its ending.
pub(crate) fn is_print(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}

/// Codes as one file; the card that a failure is about comes with it.
pub(crate) fn print(
    codes: &[Printed],
    layout: juma_print::Layout,
    fonts: &FontFiles,
) -> Result<Vec<u8>, (Option<usize>, Failure)> {
    let cards: Vec<Card<'_>> = codes.iter().map(Printed::card).collect();
    let fonts = fonts.fonts().map_err(|failure| (None, failure))?;
    juma_print::write(&cards, layout, &fonts).map_err(|error| (error.card(), failure(error)))
}

fn failure(error: PrintError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        PrintError::MissingGlyph { .. } => failure.advise(
            "give --font again with a font that has it; Debian's fonts-hanazono has most that are \
             rare",
        ),
        PrintError::SymbolTooLarge { .. } | PrintError::TextTooLong { .. } => {
            failure.advise("print it on a page of its own with --layout page")
        }
        _ => failure,
    }
}
