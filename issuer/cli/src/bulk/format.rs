//! What a run writes, and where. Another format is another kind here, with what it is drawn as and
//! how it is read again.

use std::path::{Path, PathBuf};

use juma_issuer::{FileKind, ImageFormat};
use juma_registry::ledger::Serial;
use juma_symbol::png::ModulePixels;
use serde::{Deserialize, Serialize};

use super::args::FormatArg;

/// The most bytes of a file of a run that are read again: the largest symbol at 64 pixels a module
/// is below 1 MiB as PNG, and an SVG of it too.
pub(super) const MAX_FILE_BYTES: usize = 4 << 20;

/// Files of one folder: few enough for any tool that lists them.
const FILES: u64 = 1000;

/// Where things lie in the folder of a run.
pub(super) struct Names;

impl Names {
    pub(super) const MANIFEST: &str = "run.json";
    pub(super) const SECRET: &str = "job.key";
    pub(super) const SKIPPED: &str = "skipped.csv";
    pub(super) const CODES: &str = "codes";
}

/// What the codes are written as.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    Png { module_pixels: u8 },
    Svg,
    Txt,
}

impl Format {
    pub(super) const fn of(arg: FormatArg, module_pixels: u8) -> Self {
        match arg {
            FormatArg::Png => Self::Png { module_pixels },
            FormatArg::Svg => Self::Svg,
            FormatArg::Txt => Self::Txt,
        }
    }

    pub(super) fn image(self) -> ImageFormat {
        match self {
            Self::Png { module_pixels } => ImageFormat::Png {
                pixels: ModulePixels::new(module_pixels).unwrap_or(ModulePixels::DEFAULT),
            },
            Self::Svg => ImageFormat::Svg,
            Self::Txt => ImageFormat::Text,
        }
    }

    /// As what a file is read again.
    pub(super) const fn kind(self) -> FileKind {
        match self {
            Self::Png { .. } => FileKind::Png,
            Self::Svg => FileKind::Svg,
            Self::Txt => FileKind::Text,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Png { .. } => "png",
            Self::Svg => "svg",
            Self::Txt => "txt",
        }
    }

    /// The file of a code. Names come from serials alone.
    pub(super) fn path(self, out: &Path, serial: Serial) -> PathBuf {
        folder(out, serial).join(self.name(serial))
    }

    pub(super) fn name(self, serial: Serial) -> String {
        format!("{serial}.{}", self.ending())
    }
}

/// The folder of a code's file.
pub(super) fn folder(out: &Path, serial: Serial) -> PathBuf {
    out.join(Names::CODES).join(folder_name(serial))
}

pub(super) fn folder_name(serial: Serial) -> String {
    format!("{:07}", serial.number() / FILES)
}
