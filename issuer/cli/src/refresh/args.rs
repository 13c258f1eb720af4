use std::path::PathBuf;

use clap::{Args, ValueEnum};
use juma_cli::passphrase::PassphraseArgs;
use juma_issuer::ImageFormat;
use juma_symbol::png::ModulePixels;

use crate::args::HomeArgs;

#[derive(Args, Debug)]
pub(crate) struct RefreshArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Days before its end in which a code gets a successor, and never more than the last third of
    /// its time.
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) within: u32,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The folder that the new codes go to, each in a file of its serial. It is made if it is not
    /// there.
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run")]
    pub(crate) out: Option<PathBuf>,
    /// What they are drawn as.
    #[arg(long, value_enum, default_value_t = PictureArg::Png)]
    pub(crate) format: PictureArg,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureArg {
    Png,
    Svg,
    Txt,
}

impl PictureArg {
    pub(crate) const fn format(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png {
                pixels: ModulePixels::DEFAULT,
            },
            Self::Svg => ImageFormat::Svg,
            Self::Txt => ImageFormat::Text,
        }
    }

    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Txt => "txt",
        }
    }
}
