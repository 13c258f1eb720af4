//! Fonts of the system, or those that were named.

use std::path::{Path, PathBuf};

use juma_cli::{failure::Failure, files};
use juma_print::{Font, MAX_FONTS};

/// The most bytes of a font: the largest collection of Noto CJK has some twenty million.
const MAX_FONT_BYTES: usize = 64 << 20;

/// Where Debian puts fonts that have what most names need; the first that is there is taken.
const USUAL: [&str; 3] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
];

/// What has the rare characters that those lack, where it is there.
const RARE: [&str; 2] = [
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
];

/// The files, held while they are printed with.
pub(crate) struct FontFiles(Vec<(PathBuf, Vec<u8>)>);

impl FontFiles {
    /// Reads the fonts that were named, or those of the system.
    pub(crate) fn read(named: &[PathBuf]) -> Result<Self, Failure> {
        let paths = if named.is_empty() {
            system()?
        } else {
            named.to_vec()
        };
        if paths.len() > MAX_FONTS {
            return Err(Failure::new(format!(
                "{} fonts, the limit is {MAX_FONTS}",
                paths.len()
            )));
        }
        let read = paths.into_iter().map(|path| {
            let bytes = files::read_bounded(&path, MAX_FONT_BYTES)?;
            Ok((path, bytes))
        });
        let files = Self(read.collect::<Result<_, Failure>>()?);
        files.fonts()?;
        Ok(files)
    }

    /// The fonts in them.
    pub(crate) fn fonts(&self) -> Result<Vec<Font<'_>>, Failure> {
        let fonts = self.0.iter().map(|(path, bytes)| {
            Font::new(bytes, None).map_err(|error| {
                Failure::new("no font to print with")
                    .at(path)
                    .because(error)
                    .advise("give --font a file of OpenType or TrueType")
            })
        });
        fonts.collect()
    }
}

fn system() -> Result<Vec<PathBuf>, Failure> {
    let there = |path: &&str| Path::new(path).is_file();
    let usual = USUAL.iter().find(|path| there(path)).ok_or_else(|| {
        Failure::new("no font for Chinese is installed").advise(
            "install Debian's fonts-noto-cjk or fonts-wqy-zenhei, or name one with --font FILE",
        )
    })?;
    let rare = RARE.iter().filter(|path| there(path));
    Ok([usual].into_iter().chain(rare).map(PathBuf::from).collect())
}
