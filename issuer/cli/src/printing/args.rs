//! How a PDF is made, as it was typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use juma_cli::failure::Failure;
use juma_print::Layout;

use crate::{args::HomeArgs, target::ReplaceArgs};

/// What a card or a sheet is made with.
#[derive(Args, Debug)]
pub(crate) struct PaperArgs {
    /// For a .pdf: a font of OpenType or TrueType, or a collection of them; given again, the fonts
    /// for what those before it lack. Without it Noto Sans CJK or WenQuanYi where Debian puts them.
    #[arg(long = "font", value_name = "FILE")]
    pub(crate) fonts: Vec<PathBuf>,
    /// For a .pdf: cards of 85.60 × 53.98 mm, ten of them on an A4 sheet, or an A4 page each.
    #[arg(long, value_enum)]
    pub(crate) layout: Option<LayoutArg>,
}

impl PaperArgs {
    /// Refuses what is for printing where nothing is printed.
    pub(crate) fn refuse(&self) -> Result<(), Failure> {
        if self.fonts.is_empty() && self.layout.is_none() {
            return Ok(());
        }
        Err(Failure::new("--font and --layout are for a .pdf").advise("let --out end in .pdf"))
    }

    /// The layout that was asked for, else this one.
    pub(crate) fn layout_or(&self, other: Layout) -> Layout {
        self.layout.map_or(other, Layout::from)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutArg {
    /// One card a page, with crop marks.
    Card,
    /// One A4 page a code.
    Page,
    /// Ten cards on an A4 sheet, with crop marks.
    Sheet,
}

impl From<LayoutArg> for Layout {
    fn from(layout: LayoutArg) -> Self {
        match layout {
            LayoutArg::Card => Self::Card,
            LayoutArg::Page => Self::Page,
            LayoutArg::Sheet => Self::Sheet,
        }
    }
}

/// Print codes for paper that were issued before: on sheets, cards or pages.
#[derive(Args, Debug)]
pub(crate) struct PrintArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Their texts: .txt files, or folders of them in the order of their names.
    #[arg(value_name = "CODE.txt|DIR", required = true)]
    pub(crate) codes: Vec<PathBuf>,
    /// Where to write it. More than a thousand codes go into files of a thousand: cards-1.pdf,
    /// cards-2.pdf and so on for cards.pdf.
    #[arg(long, value_name = "FILE.pdf")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) replace: ReplaceArgs,
    #[command(flatten)]
    pub(crate) paper: PaperArgs,
}
