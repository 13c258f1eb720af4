use core::fmt;
use std::time::Duration;

use juma_scan::MAX_SIDE;

/// How the frames of a stream lie in its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Bits of a sample, 8 to 16. Above 8 a sample has two bytes, the low one first.
    depth: u32,
    chroma: Chroma,
    /// How long a frame lasts, when the header says it.
    pub(crate) period: Option<Duration>,
}

/// What follows the luma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chroma {
    None,
    /// Two planes, each smaller by these divisors in width and height.
    Planes(usize, usize),
    /// Two planes of full size, and a third of transparency.
    WithAlpha,
}

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderError {
    /// Samples of a kind that is not known.
    Chroma,
    /// No width or height, or one that is no number.
    Sizes,
    /// A side is 0 or too long.
    Side { side: usize },
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chroma => write!(
                f,
                "samples of an unknown kind (C); convert to -pix_fmt gray"
            ),
            Self::Sizes => write!(f, "no width or height (W, H)"),
            Self::Side { side } => write!(f, "a side of {side}, the limits are 1 and {MAX_SIDE}"),
        }
    }
}

impl core::error::Error for HeaderError {}

impl Layout {
    /// Reads the line behind the signature: words that begin with a letter, divided by spaces.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, HeaderError> {
        let words = line.split(|byte| *byte == b' ');
        let words = words.filter_map(|word| {
            let (letter, value) = word.split_first()?;
            Some((*letter, core::str::from_utf8(value).unwrap_or_default()))
        });
        let (mut width, mut height, mut samples) = (None, None, "420jpeg");
        let mut period = None;
        for (letter, value) in words {
            match letter {
                b'W' => width = number(value),
                b'H' => height = number(value),
                b'F' => period = period_of(value),
                b'C' => samples = value,
                // Interlacing swaps rows by pairs of fields, which a still code survives; aspect
                // and comments say nothing of the luma.
                _ => {}
            }
        }
        let (Some(width), Some(height)) = (width, height) else {
            return Err(HeaderError::Sizes);
        };
        for side in [width, height] {
            if side == 0 || side > MAX_SIDE {
                return Err(HeaderError::Side { side });
            }
        }
        let (chroma, depth) = samples_of(samples).ok_or(HeaderError::Chroma)?;
        Ok(Self {
            width,
            height,
            depth,
            chroma,
            period,
        })
    }

    pub(crate) const fn luma_bytes(&self) -> usize {
        self.width * self.height * self.bytes_a_sample()
    }

    /// The bytes that follow the luma of a frame.
    pub(crate) fn chroma_bytes(&self) -> u64 {
        let samples = match self.chroma {
            Chroma::None => 0,
            Chroma::Planes(x, y) => 2 * self.width.div_ceil(x) * self.height.div_ceil(y),
            Chroma::WithAlpha => 3 * self.width * self.height,
        };
        u64::try_from(samples * self.bytes_a_sample()).unwrap_or(u64::MAX)
    }

    /// Samples as they came, as grey pixels.
    pub(crate) fn grey(&self, samples: Vec<u8>) -> Vec<u8> {
        if self.depth == 8 {
            return samples;
        }
        let (pairs, _) = samples.as_chunks::<2>();
        let pixels = pairs.iter().map(|pair| {
            let sample = u16::from_le_bytes(*pair) >> (self.depth - 8);
            u8::try_from(sample).unwrap_or(u8::MAX)
        });
        pixels.collect()
    }

    const fn bytes_a_sample(&self) -> usize {
        if self.depth == 8 { 1 } else { 2 }
    }
}

fn number(value: &str) -> Option<usize> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().ok()).flatten()
}

/// Frames a second as a fraction; 0:0 where the writer does not know them.
fn period_of(value: &str) -> Option<Duration> {
    let (frames, seconds) = value.split_once(':')?;
    let frames = u32::try_from(number(frames)?).ok()?;
    let seconds = u32::try_from(number(seconds)?).ok()?;
    Duration::from_secs(1)
        .checked_mul(seconds)?
        .checked_div(frames)
        .filter(|period| !period.is_zero())
}

/// The kinds that ffmpeg and the mjpegtools write.
fn samples_of(value: &str) -> Option<(Chroma, u32)> {
    let same_place = ["420jpeg", "420mpeg2", "420paldv"];
    let value = if same_place.contains(&value) {
        "420"
    } else {
        value
    };
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (kind, rest) = if let Some(rest) = value.strip_prefix("mono") {
        (Chroma::None, rest)
    } else {
        let (kind, rest) = value.split_at(digits);
        let kind = match kind {
            "420" => Chroma::Planes(2, 2),
            "422" => Chroma::Planes(2, 1),
            "444" if rest == "alpha" => return Some((Chroma::WithAlpha, 8)),
            "444" => Chroma::Planes(1, 1),
            "411" => Chroma::Planes(4, 1),
            "410" => Chroma::Planes(4, 4),
            "440" => Chroma::Planes(1, 2),
            _ => return None,
        };
        match rest.strip_prefix('p') {
            Some("") => return None,
            Some(depth) => (kind, depth),
            None if rest.is_empty() => (kind, ""),
            None => return None,
        }
    };
    let depth = match rest {
        "" => 8,
        depth => u32::try_from(number(depth)?).ok()?,
    };
    (8..=16).contains(&depth).then_some((kind, depth))
}
