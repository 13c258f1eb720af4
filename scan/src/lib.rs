//! Grey pixels to QR texts.
//!
//! A [`Scanner`] reads a [`GreyFrame`] within a [`Budget`] and gives [`QrText`]s, a [`VideoScanner`]
//! does so for the frames of a camera. Nothing of what they read is verified: this crate knows
//! nothing of signatures. [`read_modules`] reads a symbol whose modules are known, and [`picture`]
//! makes frames of PNG and JPEG files.
//!
//! Everything is pure: no clock, no files, no threads. Memory and time are bounded on any input.
//!
//! ```
//! use juma_scan::{GreyFrame, Scanner, Unlimited};
//!
//! let pixels = vec![255; 640 * 480];
//! let frame = GreyFrame::new(640, 480, 640, &pixels)?;
//! assert!(Scanner::new().read(frame, &mut Unlimited).is_empty());
//! # Ok::<(), juma_scan::FrameError>(())
//! ```

mod budget;
#[cfg(test)]
mod drawing;
mod frame;
mod grey;
mod locator;
mod modules;
mod number;
mod pass;
#[cfg(feature = "pictures")]
pub mod picture;
mod pixels;
mod plane;
mod reader;
mod scanner;
#[cfg(feature = "second-opinion")]
pub mod second_opinion;
mod symbol;
mod text;
mod video;

pub use crate::budget::{Budget, Passes, Unlimited, Until};
pub use crate::frame::{FrameError, GreyFrame, MAX_SIDE};
pub use crate::grey::grey_of_rgba;
pub use crate::modules::{Module, Unreadable, read_modules};
pub use crate::pixels::{FrameBuffer, Layout};
pub use crate::reader::{PER_FRAME, PER_PICTURE, PixelReader};
pub use crate::scanner::Scanner;
pub use crate::text::QrText;
pub use crate::video::{IDLE_FRAMES, VideoScanner};
