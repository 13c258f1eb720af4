//! The verifier for a browser: bindings, and no logic. What is judged is judged by
//! [`juma_verifier`], what is read is read by [`juma_scan`], what is said is said by
//! [`juma_report`]; the page owns the clock, the camera and the database.
//!
//! Times are seconds since 1970, elapsed times milliseconds. What is given back is JSON.

mod budget;
mod device;
pub mod officer;
mod pixels;
mod reading;

use core::{fmt, time::Duration};

use juma_format::time::UnixTime;
use juma_report::{Digits, Report, Time, event};
use juma_scan::{QrText, Scanner, VideoScanner};
use juma_verifier::{
    Happening, Judgement, Kept, Moment, Officer, Opened, Opening, Policy, Session, Spans, Told,
    parse_policy,
    typed::{Lines, Typed},
};
use serde_json::{Map, Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use budget::Deadline;
pub use device::Offered;
use device::kept;
use pixels::{MAX_FRAME_BYTES, grey};
pub use reading::Reader;

/// A device that judges what is held up.
#[wasm_bindgen]
pub struct Gate {
    kept: Kept<String>,
    policy: Policy,
    camera: Session,
    typing: Session,
    scanner: VideoScanner,
    lines: Lines,
    pixels: Vec<u8>,
    grey: Vec<u8>,
    officer: Option<Officer>,
    last: Option<(Judgement, Opening)>,
}

/// How the pixels of a frame lie.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    /// A byte each: the luma plane of a camera's frame, or grey.
    Luma,
    /// Red, green, blue and alpha.
    Rgba,
}

#[wasm_bindgen]
impl Gate {
    /// Of what was kept: the root, and what there is of the rest.
    ///
    /// # Errors
    /// When the root or the floors are damaged; a damaged bundle is told by [`Self::trust`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: &str,
        floors: Option<Vec<u8>>,
        bundle: Option<Vec<u8>>,
        previous: Option<Vec<u8>>,
    ) -> Result<Self, String> {
        Ok(Self {
            kept: kept(root, floors, bundle, previous)?,
            policy: Policy::built_in(Policy::BUILT_IN[0]).ok_or("no policy")?,
            camera: Session::new(Spans::FRAMES),
            typing: Session::new(Spans::SCANNER),
            scanner: VideoScanner::new(),
            lines: Lines::default(),
            pixels: Vec::new(),
            grey: Vec::new(),
            officer: None,
            last: None,
        })
    }

    /// Goes on with what is kept now: what was held up is not forgotten.
    ///
    /// # Errors
    /// As [`Self::new`]; then nothing changes.
    pub fn renew(
        &mut self,
        root: &str,
        floors: Option<Vec<u8>>,
        bundle: Option<Vec<u8>>,
        previous: Option<Vec<u8>>,
    ) -> Result<(), String> {
        self.kept = kept(root, floors, bundle, previous)?;
        Ok(())
    }

    /// Versions and ages of what is known.
    #[must_use]
    pub fn trust(&self, now: u64) -> String {
        let mut trust = juma_report::trust(&self.kept.state, seconds(now));
        if let Some(damage) = self.kept.damage() {
            trust.insert("damage".to_owned(), damage.as_str().into());
        }
        Value::Object(trust).to_string()
    }

    /// Offers a bundle; 0 for no label. The gate stays as it is until it is made anew of what is
    /// kept.
    #[must_use]
    pub fn offer(&self, label: u32, bundle: &[u8], now: u64) -> Offered {
        let offer = self.kept.offer(label, bundle, seconds(now));
        let (result, pieces) = match offer {
            Ok(offer) => (Ok(offer.imported), offer.pieces),
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        let said = Value::Object(juma_report::imported(result)).to_string();
        Offered { said, pieces }
    }

    /// The floors to keep after the device's own clock has shown a moment, if they rise.
    #[must_use]
    pub fn raised(&self, now: u64) -> Option<Vec<u8>> {
        let raised = self.kept.state.floors().raised_by_use(seconds(now))?;
        Some(raised.encode())
    }

    /// The venue: the name of a built-in policy, or the text of a policy file.
    ///
    /// # Errors
    /// What is wrong with the text, and in which line.
    pub fn venue(&mut self, policy: &str) -> Result<String, String> {
        self.policy = match Policy::built_in(policy) {
            Some(policy) => policy,
            None => parse_policy(policy).map_err(told)?,
        };
        Ok(self.policy.name.clone())
    }

    /// Where the next frame's pixels are to be put: a place in memory for so many bytes.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        self.pixels.resize(bytes.min(MAX_FRAME_BYTES), u8::MAX);
        self.pixels.as_ptr()
    }

    /// What is new with the frame whose pixels are in the room.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn frame(
        &mut self,
        layout: Layout,
        width: usize,
        height: usize,
        stride: usize,
        now: u64,
        elapsed: u64,
    ) -> Result<String, String> {
        let frame = grey(
            layout,
            [width, height, stride],
            &self.pixels,
            &mut self.grey,
        )?;
        let texts = self.scanner.read(frame, &mut Deadline::of_a_frame());
        let texts = texts.iter().filter_map(QrText::as_str);
        let (at, state) = (moment(now, elapsed), &self.kept.state);
        let news = self.camera.see(texts, at, state, &self.policy);
        Ok(self.tell("camera", &news, now))
    }

    /// How many things in the last frame looked like codes and could not be read.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.scanner.unread()
    }

    /// What the picture holds whose pixels are in the room, by itself.
    ///
    /// # Errors
    /// When its sizes are not those of the pixels.
    pub fn picture(
        &mut self,
        layout: Layout,
        width: usize,
        height: usize,
        now: u64,
    ) -> Result<String, String> {
        let stride = match layout {
            Layout::Luma => width,
            Layout::Rgba => width.saturating_mul(4),
        };
        let frame = grey(
            layout,
            [width, height, stride],
            &self.pixels,
            &mut self.grey,
        )?;
        let texts = Scanner::new().read(frame, &mut Deadline::of_a_picture());
        let texts = texts.iter().filter_map(QrText::as_str);
        let judgement = (self.kept.state).judge_view(texts, seconds(now), &self.policy);
        Ok(Value::Object(self.say("picture", judgement, now)).to_string())
    }

    /// What comes of one text by itself.
    pub fn text(&mut self, text: &str, now: u64) -> String {
        let judgement = (self.kept.state).judge(text, seconds(now), &self.policy);
        Value::Object(self.say("text", judgement, now)).to_string()
    }

    /// What comes of several texts that were in view at once.
    pub fn view(&mut self, texts: Vec<String>, now: u64) -> String {
        let texts = texts.iter().map(String::as_str);
        let judgement = (self.kept.state).judge_view(texts, seconds(now), &self.policy);
        Value::Object(self.say("view", judgement, now)).to_string()
    }

    /// What is new when a scanner that is a keyboard has typed; without anything typed, when time
    /// has passed.
    pub fn typed(&mut self, typed: &str, now: u64, elapsed: u64) -> String {
        let at = moment(now, elapsed);
        if !typed.is_empty() {
            self.lines.push(typed.as_bytes(), at.elapsed);
        }
        let mut news = self.typing.see([], at, &self.kept.state, &self.policy);
        while let Some(typed) = self.lines.take(at.elapsed) {
            if let Typed::Texts(texts) = typed {
                let texts = texts.iter().map(String::as_str);
                news.extend((self.typing).scan(texts, at, &self.kept.state, &self.policy));
            }
        }
        self.tell("scanner", &news, now)
    }

    /// What has left when no frame comes any more.
    pub fn end(&mut self, now: u64) -> String {
        let news = self.camera.end();
        self.tell("camera", &news, now)
    }

    /// Unlocks the officer's keys: the device's key file, and the files of wrapped keys, an empty
    /// line between them. Gives the number of seal keys that are open.
    ///
    /// # Errors
    /// When the key file or the passphrase is no good, or the key is of another environment.
    pub fn unlock(
        &mut self,
        device: &str,
        passphrase: String,
        wrapped: &str,
        now: u64,
    ) -> Result<usize, String> {
        let officer =
            officer::unlocked(device, passphrase, wrapped, &self.kept.state, seconds(now))?;
        Ok(self.officer.insert(officer).count())
    }

    /// Forgets what was unlocked.
    pub fn lock(&mut self) {
        self.officer = None;
    }

    /// What was told last, with the whole number of the document: somebody has asked for it.
    #[must_use]
    pub fn whole(&self, now: u64) -> Option<String> {
        let (judgement, opening) = self.last.as_ref()?;
        let members = self.report(judgement, *opening, Digits::All, seconds(now));
        Some(Value::Object(members).to_string())
    }

    /// Forgets what was told last.
    pub fn forget(&mut self) {
        self.last = None;
    }

    fn tell(&mut self, source: &str, news: &[Happening], now: u64) -> String {
        let mut report = |told: &Told| self.say(source, told.judgement.clone(), now);
        let events = news.iter().filter_map(|news| event(news, &mut report));
        Value::Array(events.collect()).to_string()
    }

    /// Opens what an officer may see, and says what is to be noted before anybody is told.
    fn say(&mut self, source: &str, judgement: Judgement, now: u64) -> Map<String, Value> {
        let (environment, now) = (self.kept.state.environment(), seconds(now));
        let (judgement, opened) = match &self.officer {
            Some(officer) => officer.look(environment, judgement),
            None => (judgement, Opened::NOTHING),
        };
        let mut members = self.report(&judgement, opened.opening, Digits::LastTwo, now);
        members.insert("source".to_owned(), source.into());
        if let (Some(signer), Some(officer)) = (opened.signer, &self.officer) {
            let note = juma_report::opened(now, signer, officer.device(), opened.opening);
            members.insert("note".to_owned(), note);
        }
        self.last = Some((judgement, opened.opening));
        members
    }

    fn report(
        &self,
        judgement: &Judgement,
        opening: Opening,
        digits: Digits,
        now: UnixTime,
    ) -> Map<String, Value> {
        let (state, time) = (&self.kept.state, Time::Device(now));
        let report = Report {
            judgement,
            opening,
            state,
            time,
            digits,
        };
        report.json()
    }
}

/// The words that reports name by slug: kind, slug, Chinese, English.
#[wasm_bindgen]
#[must_use]
pub fn glossary() -> String {
    json!(juma_report::words::glossary()).to_string()
}

/// What is held up is a person's.
impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

const fn seconds(now: u64) -> UnixTime {
    UnixTime::from_seconds(now)
}

const fn moment(now: u64, elapsed: u64) -> Moment {
    Moment {
        now: seconds(now),
        elapsed: Duration::from_millis(elapsed),
    }
}

pub(crate) fn told(error: impl fmt::Display) -> String {
    error.to_string()
}
