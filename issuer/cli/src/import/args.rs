//! What was typed of an import.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use juma_registry::intake::{Encoding, Form};

use super::rejects::Existing;
use crate::args::HomeArgs;

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// Tables (.csv) or lines of records (.jsonl); - reads standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// What the files are, whatever their names end in.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatArg>,
    /// How their characters are written; told from their beginning when it is not said.
    #[arg(long, value_enum)]
    pub(crate) encoding: Option<EncodingArg>,
    /// Map private-use characters to Unicode: gb18030 for the moves of all its editions, or a table
    /// of code points and where they come from. Say it only of data that come from there.
    #[arg(long, value_name = "gb18030|FILE")]
    pub(crate) pua: Option<PathBuf>,
    /// Change nothing; say what would come of it.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where refused rows go, with the reason of each, to be mended and imported again. Otherwise
    /// FILE.rejects.csv or FILE.rejects.jsonl, and with --dry-run nowhere.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Replace a file of refused rows that is there already.
    #[arg(long)]
    pub(crate) replace: bool,
}

impl ImportArgs {
    pub(super) const fn existing(&self) -> Existing {
        if self.replace {
            Existing::Replace
        } else {
            Existing::Keep
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Csv,
    Jsonl,
}

impl FormatArg {
    pub(crate) const fn form(self) -> Form {
        match self {
            Self::Csv => Form::Csv,
            Self::Jsonl => Form::Jsonl,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EncodingArg {
    Gb18030,
    #[value(name = "utf-8")]
    Utf8,
}

impl EncodingArg {
    pub(crate) const fn encoding(self) -> Encoding {
        match self {
            Self::Gb18030 => Encoding::Gb18030,
            Self::Utf8 => Encoding::Utf8,
        }
    }
}
