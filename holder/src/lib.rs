//! The resident's side (SPEC §7): seeds and keys that only the holder has, requests for codes, the
//! code of any moment, and the codes of the family.
//!
//! No clock, no files, no randomness and no threads, so that it runs in a browser too: times and
//! random bytes come in as arguments. A wallet's file form is [`juma_keys::WalletFile`].
//!
//! ```
//! use juma_format::{Environment, claims::LiveProfile};
//! use juma_holder::{RandomFailed, RequestedProof, request};
//! use juma_keys::{CodeRequest, Secret, Wallet};
//!
//! let mut wallet = Wallet::new(Environment::Demo, Secret::new([7; 32]));
//! let mut dice = 0;
//! let mut random = |bytes: &mut [u8]| {
//!     dice += 1;
//!     bytes.fill(dice);
//!     Ok::<(), RandomFailed>(())
//! };
//! let text = request(&mut wallet, LiveProfile::P1, RequestedProof::Chain, 2, &mut random)?;
//! assert_eq!(CodeRequest::parse(&text).unwrap().wanted.len(), 2);
//! # Ok::<(), juma_holder::HolderError>(())
//! ```

mod add;
mod card;
mod drawing;
mod error;
mod offered;
mod request;
mod screen;
mod show;
#[cfg(test)]
mod tests;

pub use add::{add_code, add_wallet};
pub use card::{Card, Proof, cards, chosen, guardian_of};
pub use drawing::{PairPicture, file_symbol, max_file_bytes, pair_picture, symbol_pixels};
pub use error::HolderError;
pub use offered::Offered;
pub use request::{RandomFailed, RequestedProof, request};
pub use screen::{Screen, View};
pub use show::{Face, Shower};
