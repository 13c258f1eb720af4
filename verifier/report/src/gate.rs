use core::fmt;

use juma_format::time::UnixTime;
use juma_verifier::{
    BundleDamage, Happening, Judgement, Kept, Moment, Officer, Opened, Opening, Piece, Policy,
    Session, Spans,
    typed::{Lines, Typed},
};
use serde_json::{Map, Value};

use crate::{Digits, Report, Time, imported, left, opened, told, trust};

mod error;
mod files;
#[cfg(test)]
mod tests;

pub use error::GateError;

/// A device that judges what is held up, and says so in JSON: what it keeps, its venue, what is in
/// view, what an officer has unlocked. For whatever shows it: the page in a browser, a package of
/// another language.
pub struct Gate {
    kept: Kept<BundleDamage>,
    policy: Policy,
    camera: Session,
    typing: Session,
    lines: Lines,
    officer: Option<Officer>,
    last: Option<(Judgement, Opening)>,
}

/// Members of a JSON object.
type Members = Map<String, Value>;

impl Gate {
    /// Of the pieces that a device keeps, for the first of the built-in venues. A damaged bundle is
    /// no error, but told by [`Self::trust`].
    ///
    /// # Errors
    /// When there is no root, or the root or the floors are damaged.
    pub fn of(pieces: &[(Piece, Vec<u8>)]) -> Result<Self, GateError> {
        Ok(Self {
            kept: Kept::of(pieces)?,
            policy: Policy::library(),
            camera: Session::new(Spans::FRAMES),
            typing: Session::new(Spans::SCANNER),
            lines: Lines::default(),
            officer: None,
            last: None,
        })
    }

    /// Goes on with what is kept now: what was held up is not forgotten.
    ///
    /// # Errors
    /// As [`Self::of`]; then nothing changes.
    pub fn renew(&mut self, pieces: &[(Piece, Vec<u8>)]) -> Result<(), GateError> {
        self.kept = Kept::of(pieces)?;
        Ok(())
    }

    /// Goes on as another venue; gives its name.
    pub fn go_by(&mut self, policy: Policy) -> &str {
        self.policy = policy;
        &self.policy.name
    }

    /// Versions and ages of what is known, and what is wrong with it.
    #[must_use]
    pub fn trust(&self, now: UnixTime) -> Value {
        let mut members = trust(&self.kept.state, now);
        if let Some(damage) = self.kept.damage() {
            members.insert("damage".to_owned(), damage.to_string().into());
        }
        Value::Object(members)
    }

    /// Offers a bundle; 0 for no label. What comes of it, and what is to be kept then; the gate stays
    /// as it is until it is renewed.
    #[must_use]
    pub fn offer(
        &self,
        label: u32,
        bundle: &[u8],
        now: UnixTime,
    ) -> (Value, Vec<(Piece, Vec<u8>)>) {
        let (result, pieces) = match self.kept.offer(label, bundle, now) {
            Ok(offer) => (Ok(offer.imported), offer.pieces),
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        (Value::Object(imported(result)), pieces)
    }

    /// The floors to keep after the device's own clock has shown a moment, if they rise.
    #[must_use]
    pub fn raised(&self, now: UnixTime) -> Option<Vec<u8>> {
        let raised = self.kept.state.floors().raised_by_use(now)?;
        Some(raised.encode())
    }

    /// What is new with a camera's frame that shows these texts.
    pub fn see(&mut self, texts: &[String], at: Moment) -> Value {
        let texts = texts.iter().map(String::as_str);
        let news = self.camera.see(texts, at, &self.kept.state, &self.policy);
        self.tell("camera", &news, at.now)
    }

    /// What has left when no frame comes any more.
    pub fn end(&mut self, now: UnixTime) -> Value {
        let news = self.camera.end();
        self.tell("camera", &news, now)
    }

    /// What is new when a scanner that is a keyboard has typed; without anything typed, when time
    /// has passed.
    pub fn typed(&mut self, typed: &str, at: Moment) -> Value {
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
        self.tell("scanner", &news, at.now)
    }

    /// What comes of one text by itself.
    pub fn text(&mut self, text: &str, now: UnixTime) -> Value {
        let judgement = self.kept.state.judge(text, now, &self.policy);
        Value::Object(self.say("text", judgement, now))
    }

    /// What comes of texts that were in view at once; of a picture, or wherever they came from.
    pub fn view(&mut self, source: &str, texts: &[String], now: UnixTime) -> Value {
        let texts = texts.iter().map(String::as_str);
        let judgement = self.kept.state.judge_view(texts, now, &self.policy);
        Value::Object(self.say(source, judgement, now))
    }

    /// Forgets what was unlocked.
    pub fn lock(&mut self) {
        self.officer = None;
    }

    /// What was told last, with the whole number of the document: somebody has asked for it.
    #[must_use]
    pub fn whole(&self, now: UnixTime) -> Option<Value> {
        let (judgement, opening) = self.last.as_ref()?;
        Some(Value::Object(self.report(
            judgement,
            *opening,
            Digits::All,
            now,
        )))
    }

    /// Forgets what was told last.
    pub fn forget(&mut self) {
        self.last = None;
    }

    fn tell(&mut self, source: &str, news: &[Happening], now: UnixTime) -> Value {
        let mut events = Vec::new();
        for happening in news {
            match happening {
                Happening::Judged(judged) => {
                    let report = self.say(source, judged.judgement.clone(), now);
                    events.push(told(judged, report));
                }
                Happening::Left { showing } => events.push(left(*showing)),
                _ => {}
            }
        }
        Value::Array(events)
    }

    /// Opens what an officer may see, and says what is to be noted before anybody is told.
    fn say(&mut self, source: &str, judgement: Judgement, now: UnixTime) -> Members {
        let environment = self.kept.state.environment();
        let (judgement, opening) = match &self.officer {
            Some(officer) => officer.look(environment, judgement),
            None => (judgement, Opened::NOTHING),
        };
        let mut members = self.report(&judgement, opening.opening, Digits::LastTwo, now);
        members.insert("source".to_owned(), source.into());
        if let (Some(signer), Some(officer)) = (opening.signer, &self.officer) {
            let note = opened(now, signer, officer.device(), opening.opening);
            members.insert("note".to_owned(), note);
        }
        self.last = Some((judgement, opening.opening));
        members
    }

    fn report(
        &self,
        judgement: &Judgement,
        opening: Opening,
        digits: Digits,
        now: UnixTime,
    ) -> Members {
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

/// What is held up is a person's.
impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}
