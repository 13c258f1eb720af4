use std::fmt;

use juma_cli::failure::Failure;
use juma_format::{claims::Tier, time::UnixTime};
use juma_issuer::{ImageFormat, render};
use juma_verifier::{Judgement, Verdict};
use serde::{Deserialize, Serialize};

use crate::{
    Seen,
    office::failed,
    picture::{PIXELS, side_by_side},
};

/// A code, or what stands in for one, with its files.
#[derive(Clone)]
pub struct Sample {
    /// The name of its files without their endings.
    pub name: String,
    /// The record that it comes from, by the name of its file.
    pub record: Option<String>,
    /// The rows of the FAQ, or the section of SPEC.md.
    pub faq: String,
    /// What it shows.
    pub says: String,
    /// The tier of the code.
    pub tier: Option<Tier>,
    /// The texts in view.
    pub texts: Vec<String>,
    /// The bytes of the code.
    pub bytes: usize,
    /// Whether there is a drawing beside the picture.
    pub drawing: Drawing,
    /// What is to come of it.
    pub expected: Expected,
}

/// Whether a sample has an SVG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// It has.
    Svg,
    /// It has not.
    None,
}

/// The reasons that a sample's files must yield at the sample moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Of the text by itself.
    pub text: &'static str,
    /// Of the picture.
    pub view: &'static str,
}

impl Expected {
    /// The same reason of text and picture.
    #[must_use]
    pub const fn both(reason: &'static str) -> Self {
        Self {
            text: reason,
            view: reason,
        }
    }

    /// The reason of a file, by its ending.
    #[must_use]
    pub fn of(self, file: &str) -> &'static str {
        if file.ends_with(".txt") {
            self.text
        } else {
            self.view
        }
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sample({})", self.name)
    }
}

impl Sample {
    /// The files: a text where there is one, a picture, perhaps a drawing. What is drawn is read
    /// back before it is given out.
    ///
    /// # Errors
    /// When a text makes no symbol.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let name = &self.name;
        let [text] = self.texts.as_slice() else {
            return Ok(vec![(format!("{name}.png"), side_by_side(&self.texts)?)]);
        };
        let mut formats = vec![
            ("txt", ImageFormat::Text),
            ("png", ImageFormat::Png { pixels: PIXELS }),
        ];
        if self.drawing == Drawing::Svg {
            formats.push(("svg", ImageFormat::Svg));
        }
        let drawn = formats.into_iter().map(|(ending, format)| {
            let rendered = render(text, format).map_err(failed("not drawn"))?;
            Ok((format!("{name}.{ending}"), rendered.bytes))
        });
        drawn.collect()
    }

    /// The version of the symbol of the first text.
    #[must_use]
    pub fn version(&self) -> u8 {
        let text = self.texts.first();
        let version = text.and_then(|text| juma_symbol::smallest_version(text.len()));
        version.map_or(0, juma_symbol::Version::number)
    }
}

/// A row of `samples.json`: a file, and what must come of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleFile {
    /// The file.
    pub file: String,
    /// The moment at which it is judged.
    pub at: String,
    /// The colour.
    pub verdict: String,
    /// The reason.
    pub reason: String,
    /// What a library sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<Seen>,
    /// What an officer sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<Seen>,
}

impl fmt::Debug for SampleFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SampleFile({}, {})", self.file, self.reason)
    }
}

impl SampleFile {
    /// The row of a file of which the two venues judged this.
    #[must_use]
    pub fn new(file: &str, at: UnixTime, library: &Judgement, officer: &Judgement) -> Self {
        Self {
            file: file.to_owned(),
            at: at.to_string(),
            verdict: library.verdict.finding().name().to_owned(),
            reason: library.verdict.slug().to_owned(),
            library: seen(&library.verdict),
            officer: seen(&officer.verdict),
        }
    }
}

/// What an accepting verdict shows.
pub(crate) fn seen(verdict: &Verdict) -> Option<Seen> {
    match verdict {
        Verdict::Accept(acceptance) => Some(Seen::of(&acceptance.shown())),
        _ => None,
    }
}
