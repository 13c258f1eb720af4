//! The verifier for a browser: bindings, and no logic. What is read is read by [`juma_scan`], what is
//! judged and said by [`juma_report::Gate`]. Times are seconds since 1970, elapsed ones milliseconds;
//! what is given back is JSON; an error is its stable word and, in a second line, what it says.
#![allow(clippy::missing_errors_doc)] // an error says itself what is wrong
use core::time::Duration;
use juma_format::time::UnixTime;
use juma_scan::PixelReader;
use juma_verifier::{Moment, Piece, policy_of};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Pieces of trust data, by the names that the files of a state folder have.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Pieces(Vec<(Piece, Vec<u8>)>);

#[wasm_bindgen]
impl Pieces {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts one; what has no such name is passed over.
    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        self.0.extend(Piece::of_name(name).map(|it| (it, bytes)));
    }

    /// The one of a name.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let piece = self.0.iter().find(|(piece, _)| piece.name() == name);
        piece.map(|(_, bytes)| bytes.clone())
    }
}

/// What reads pixels.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Reader(PixelReader);

#[wasm_bindgen]
impl Reader {
    /// With no memory taken yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the next frame's pixels are to be put: a place in memory for so many bytes.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        self.0.buffer.room(bytes).as_ptr()
    }

    /// The texts in the frame in the room, of pixels of 1 byte, luma, or of 4, RGBA.
    pub fn read(&mut self, pixel: u8, width: usize, height: usize, stride: usize) -> Texts {
        let texts = self.0.frame(pixel, [width, height, stride], clock);
        texts.map_err(|it| format!("{}\n{it}", it.slug()))
    }

    /// The texts in a picture by itself, the same way.
    pub fn scan(&mut self, pixel: u8, width: usize, height: usize) -> Texts {
        let texts = self.0.picture(pixel, [width, height], clock);
        texts.map_err(|it| format!("{}\n{it}", it.slug()))
    }

    /// How many things in the last frame looked like codes and could not be read.
    pub fn unread(&self) -> usize {
        self.0.unread()
    }
}

/// A device that judges what is held up.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Gate(juma_report::Gate);

#[wasm_bindgen]
impl Gate {
    /// Of what is kept; a damaged bundle is no error, but told by `trust`.
    #[wasm_bindgen(constructor)]
    pub fn new(kept: &Pieces) -> Result<Self, String> {
        juma_report::Gate::of(&kept.0).map(Self).map_err(told)
    }

    /// Goes on with what is kept now: what was held up is not forgotten.
    pub fn renew(&mut self, kept: &Pieces) -> Result<(), String> {
        self.0.renew(&kept.0).map_err(told)
    }

    /// Versions and ages of what is known.
    pub fn trust(&self, now: u64) -> String {
        self.0.trust(seconds(now)).to_string()
    }

    /// Offers a bundle; 0 for no label. What is to be kept of it is put to `keep`.
    pub fn offer(&self, label: u32, bundle: &[u8], now: u64, keep: &mut Pieces) -> String {
        let (said, pieces) = self.0.offer(label, bundle, seconds(now));
        keep.0 = pieces;
        said.to_string()
    }

    /// The floors to keep after the device's own clock has shown a moment, if they rise.
    pub fn raised(&self, now: u64) -> Option<Vec<u8>> {
        self.0.raised(seconds(now))
    }

    /// The venue: the name of a built-in policy, or the text of a policy file. Gives its name.
    pub fn venue(&mut self, policy: &str) -> Result<String, String> {
        let policy = policy_of(policy).map_err(|fault| format!("policy\n{fault}"))?;
        Ok(self.0.go_by(policy).to_owned())
    }

    /// What is new with a frame that shows these texts.
    pub fn see(&mut self, texts: Vec<String>, now: u64, elapsed: u64) -> String {
        self.0.see(&texts, Moment::of(now, elapsed)).to_string()
    }

    /// What comes of one text by itself.
    pub fn text(&mut self, text: &str, now: u64) -> String {
        self.0.text(text, seconds(now)).to_string()
    }

    /// What comes of texts that were in view at once, and what they were seen in.
    pub fn view(&mut self, source: &str, texts: Vec<String>, now: u64) -> String {
        self.0.view(source, &texts, seconds(now)).to_string()
    }

    /// What is new when a scanner that is a keyboard has typed, or when time has passed.
    pub fn typed(&mut self, typed: &str, now: u64, elapsed: u64) -> String {
        self.0.typed(typed, Moment::of(now, elapsed)).to_string()
    }

    /// What has left when no frame comes any more.
    pub fn end(&mut self, now: u64) -> String {
        self.0.end(seconds(now)).to_string()
    }

    /// The file of a new key for this device, encrypted; of 64 random bytes.
    pub fn device_key(&self, phrase: String, random: Vec<u8>) -> Result<String, String> {
        Ok(self.0.device_key(phrase, random).map_err(told)?.to_string())
    }

    /// Opens the device's key file, and with it those of wrapped keys; gives how many have opened.
    pub fn unlock(&mut self, key: &str, word: String, seals: Vec<String>, now: u64) -> Count {
        (self.0.unlock(key, word, &seals, seconds(now))).map_err(told)
    }

    /// Forgets what was unlocked.
    pub fn lock(&mut self) {
        self.0.lock();
    }

    /// What was told last, with the whole number of the document: somebody has asked for it.
    pub fn whole(&self, now: u64) -> Option<String> {
        self.0.whole(seconds(now)).map(|it| it.to_string())
    }

    /// Forgets what was told last.
    pub fn forget(&mut self) {
        self.0.forget();
    }
}

/// The public file of a device's key, for whoever wraps seal keys.
#[wasm_bindgen]
pub fn public_half(device: &str) -> Result<String, String> {
    juma_report::Gate::public_half(device).map_err(told)
}

/// The name that a wrapped key is kept under, and from when it is to be destroyed.
#[wasm_bindgen]
pub fn wrapped_key(file: &str) -> Texts {
    let (kid, from) = juma_report::Gate::wrapped_key(file).map_err(told)?;
    Ok(vec![kid, from.seconds().to_string()])
}

/// The words that reports name by slug: kind, slug, Chinese, English.
#[wasm_bindgen]
pub fn glossary() -> String {
    serde_json::json!(juma_report::words::glossary()).to_string()
}

type Texts = Result<Vec<String>, String>;
type Count = Result<usize, String>;

fn clock() -> Duration {
    Duration::try_from_secs_f64(now() / 1e3).unwrap_or_default()
}
const fn seconds(now: u64) -> UnixTime {
    UnixTime::from_seconds(now)
}
fn told(error: juma_report::GateError) -> String {
    format!("{}\n{error}", error.slug())
}
