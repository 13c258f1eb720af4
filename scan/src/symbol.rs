//! Symbols as ISO/IEC 18004 describes them: from modules to text. Knows nothing of pixels.

mod correction;
mod decode;
mod format;
mod galois;
mod layout;
mod modules;
mod segments;
mod version;

pub(crate) use self::decode::{Undecodable, decode, decode_seen};
pub(crate) use self::format::{format_distance, format_errors, likeliest_format, nearest_version};
pub(crate) use self::layout::data_modules;
pub(crate) use self::modules::Modules;
pub(crate) use self::version::{MAX_SIDE, MIN_SIDE, SIDE_STEP, Version};
