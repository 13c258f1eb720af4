//! What a gate makes of many frames a second: each code that is held up is judged once (SPEC §9.6).

mod showing;
mod spans;

use core::{fmt, mem, time::Duration};

use juma_format::{
    KeyId,
    body::Code,
    code_text::{CodeBytes, is_ours},
    envelope::Envelope,
    time::UnixTime,
};

use crate::{Challenge, Doubt, Judgement, Memory, Policy, State, Verdict, view::View};
pub use spans::Spans;

use showing::{Showing, What, opens};

/// The most texts of one frame that are judged. A sheet of stickers is no reason to check hundreds
/// of signatures thirty times a second.
pub const MAX_TEXTS_IN_VIEW: usize = 16;

/// The most showings that are remembered at a time. Of more, the one that was not seen for the
/// longest time is over.
pub const MAX_SHOWINGS: usize = 64;

/// For how long the same texts in view are not judged again: a clock passes the end of a code, a
/// stick is imported.
const JUDGED_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// When a frame was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time to judge by.
    pub now: UnixTime,
    /// Time that only runs forward, from any beginning: the stream's own, or the machine's.
    pub elapsed: Duration,
}

impl Moment {
    /// Of seconds since 1970 and elapsed milliseconds, as those give them who have no types of time.
    #[must_use]
    pub const fn of(now: u64, elapsed: u64) -> Self {
        Self {
            now: UnixTime::from_seconds(now),
            elapsed: Duration::from_millis(elapsed),
        }
    }
}

/// What is new.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Happening {
    /// Something in view was judged, or judged otherwise than before.
    Judged(Box<Told>),
    /// What was told of has left the view.
    Left {
        /// The number of its showing.
        showing: u64,
    },
}

/// A verdict that is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// Counts what is held up, from 1: the same number until it has left.
    pub showing: u64,
    /// The answer.
    pub judgement: Judgement,
    /// The key of the one code whose signature is good.
    pub key_id: Option<KeyId>,
}

impl Told {
    /// Whether the gate opens: on green, and where the venue's policy says so.
    #[must_use]
    pub const fn opens(&self) -> bool {
        opens(&self.judgement)
    }
}

/// What a gate remembers from frame to frame. It is about people, and so it is kept nowhere.
///
/// A code is told of when it comes into view, and not again before it has left. While it stays, a
/// doubt or a refusal may become another answer, each told once (a live proof is read, a stick is
/// imported); what has opened the gate stays as it is. Codes are [ambiguous](crate::Doubt::Ambiguous)
/// when one frame shows both.
pub struct Session {
    spans: Spans,
    showings: Vec<Showing>,
    count: u64,
    judged: Option<Judged>,
    /// When a code whose signature is good was in view last.
    code_seen: Option<Duration>,
    memory: Memory,
}

/// The texts that were judged last, what they are, and when.
struct Judged {
    texts: Vec<String>,
    view: Vec<What>,
    at: Duration,
}

impl Session {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(spans: Spans) -> Self {
        Self {
            memory: Memory::new(),
            spans,
            showings: Vec::new(),
            count: 0,
            judged: None,
            code_seen: None,
        }
    }

    /// Puts a challenge, which the next code must answer (SPEC §7.2); one that was put before is
    /// forgotten. Whoever puts it draws one that nobody can guess.
    pub fn ask(&mut self, challenge: Challenge) {
        self.memory.ask(challenge);
        self.judged = None;
    }

    /// The challenge that waits for its answer; `None` when none was put or it was used.
    #[must_use]
    pub const fn challenge(&self) -> Option<Challenge> {
        self.memory.challenge()
    }

    /// What is new when a frame shows these texts, none perhaps.
    pub fn see<'t>(
        &mut self,
        texts: impl IntoIterator<Item = &'t str>,
        moment: Moment,
        state: &State,
        policy: &Policy,
    ) -> Vec<Happening> {
        let elapsed = moment.elapsed;
        let mut news = self.begin(elapsed);
        let mut texts: Vec<&str> = texts.into_iter().filter(|text| is_ours(text)).collect();
        // The order in which a frame's texts are found means nothing. What has the form of a code
        // comes first: a sheet of stickers hides nobody's.
        texts.sort_unstable();
        texts.dedup();
        texts.sort_by_cached_key(|text| {
            let bytes = CodeBytes::from_text(text);
            !bytes.is_ok_and(|bytes| bytes.shown().is_ok())
        });
        texts.truncate(MAX_TEXTS_IN_VIEW);
        if texts.is_empty() {
            return news;
        }
        match self.judged.take() {
            Some(judged)
                if judged.texts == texts
                    && elapsed.saturating_sub(judged.at) < JUDGED_AGAIN_AFTER =>
            {
                for what in &judged.view {
                    self.showing(what, elapsed);
                }
                self.judged = Some(judged);
            }
            _ => {
                let view = {
                    let texts = texts.iter().copied();
                    state.view(texts, moment.now, policy, &mut self.memory)
                };
                let view = self.offer(view, elapsed);
                self.judged = Some(Judged {
                    texts: texts.into_iter().map(str::to_owned).collect(),
                    view,
                    at: elapsed,
                });
            }
        }
        news.extend(self.tell(elapsed));
        news.extend(self.forget_oldest());
        news
    }

    /// What is new when a hardware scanner gave one of these texts: all that its line can have
    /// been. The first that was signed is meant, whatever the others say; when none was, the first.
    pub fn scan<'t>(
        &mut self,
        candidates: impl IntoIterator<Item = &'t str>,
        moment: Moment,
        state: &State,
        policy: &Policy,
    ) -> Vec<Happening> {
        let elapsed = moment.elapsed;
        let mut news = self.begin(elapsed);
        // What is in view of a scanner is what it has read last.
        self.judged = None;
        let mut first = None;
        for text in candidates {
            let view = state.view([text], moment.now, policy, &mut self.memory);
            if !view.codes.is_empty() {
                self.offer(view, elapsed);
                news.extend(self.tell(elapsed));
                news.extend(self.forget_oldest());
                return news;
            }
            first = first.or(Some(text));
        }
        if let Some(text) = first {
            // A scanner was pointed at it on purpose: a foreign code is answered too.
            let judgement = state.judge(text, moment.now, policy);
            let what = What::Stray(text.to_owned());
            self.showing(&what, elapsed).offer(judgement, None);
            news.extend(self.tell(elapsed));
            news.extend(self.forget_oldest());
        }
        news
    }

    /// What is new when no frame comes any more.
    pub fn end(&mut self) -> Vec<Happening> {
        self.judged = None;
        self.leave(|_, _| true)
    }

    /// Ends the showings of what was not seen for too long.
    fn begin(&mut self, elapsed: Duration) -> Vec<Happening> {
        self.leave(|spans, showing| {
            let span = match showing.what {
                What::Stray(_) => spans.stray_left,
                What::Code(_) | What::Several | What::Pair(_) => spans.left,
            };
            elapsed.saturating_sub(showing.last_seen) > span
        })
    }

    /// Ends the showings that are over.
    fn leave(&mut self, is_over: impl Fn(Spans, &Showing) -> bool) -> Vec<Happening> {
        let mut news = Vec::new();
        for mut showing in mem::take(&mut self.showings) {
            if !is_over(self.spans, &showing) {
                self.showings.push(showing);
                continue;
            }
            if let What::Code(code) = &showing.what {
                self.memory.left(code);
            }
            // It was held up too shortly to settle, and was nevertheless all that was shown.
            if !self.is_beside_a_code(&showing) {
                news.extend(showing.tell());
            }
            if !showing.told.is_empty() {
                let showing = showing.number;
                news.push(Happening::Left { showing });
            }
        }
        news
    }

    /// Whether no code was meant by it, for a good one was in view since or just before: a frame in
    /// which a code was on its way and was misread is no news of the next person.
    fn is_beside_a_code(&self, showing: &Showing) -> bool {
        let is_stray = matches!(showing.what, What::Stray(_));
        let near = |seen: Duration| seen.saturating_add(self.spans.left) >= showing.first_seen;
        is_stray && self.code_seen.is_some_and(near)
    }

    /// Takes what a view says as what is yet to be told, and gives what is in it.
    fn offer(&mut self, view: View, elapsed: Duration) -> Vec<What> {
        let mut seen = Vec::new();
        match view.codes.as_slice() {
            [] => {}
            [code] => {
                let what = What::Code(code.clone());
                let key_id = Envelope::<Code>::parse(code).ok().map(|code| code.key_id());
                self.showing(&what, elapsed).offer(view.judgement, key_id);
                seen.push(what);
            }
            codes => {
                let is_pair = !matches!(
                    view.judgement.verdict,
                    Verdict::Undecided(Doubt::Ambiguous { .. })
                );
                let opens = opens(&view.judgement);
                let what = if is_pair {
                    let mut codes = codes.to_vec();
                    codes.sort_unstable();
                    What::Pair(codes)
                } else {
                    What::Several
                };
                self.showing(&what, elapsed).offer(view.judgement, None);
                seen.push(what);
                for code in codes {
                    let what = What::Code(code.clone());
                    let showing = self.showing(&what, elapsed);
                    if is_pair && opens {
                        // Whoever was let in as one of two is not let in again as one.
                        showing.pass_over();
                    }
                    seen.push(what);
                }
            }
        }
        for (text, judgement) in view.strays {
            let what = What::Stray(text);
            self.showing(&what, elapsed).offer(judgement, None);
            seen.push(what);
        }
        seen
    }

    /// The showing of something that is in view now.
    fn showing(&mut self, what: &What, elapsed: Duration) -> &mut Showing {
        let known = self.showings.iter().position(|other| other.what == *what);
        let at = known.unwrap_or(self.showings.len());
        if known.is_none() {
            self.count = self.count.saturating_add(1);
            self.showings.push(Showing {
                number: self.count,
                what: what.clone(),
                first_seen: elapsed,
                last_seen: elapsed,
                told: Vec::new(),
                opened: false,
                untold: None,
            });
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "found, or pushed at the end, just now"
        )]
        let showing = &mut self.showings[at];
        showing.last_seen = elapsed;
        showing
    }

    /// Tells what is due of what is in view.
    fn tell(&mut self, elapsed: Duration) -> Vec<Happening> {
        let in_view = |showing: &Showing| showing.last_seen == elapsed;
        let is_code = |showing: &Showing| !matches!(showing.what, What::Stray(_));
        let code_in_view = self
            .showings
            .iter()
            .any(|showing| in_view(showing) && is_code(showing));
        if code_in_view {
            self.code_seen = Some(elapsed);
        }
        let code_seen = self.code_seen.unwrap_or_default();
        let mut news = Vec::new();
        for showing in self.showings.iter_mut().filter(|it| in_view(it)) {
            if is_code(showing) {
                news.extend(showing.tell());
            } else if code_in_view {
                // Passed over, and for as long as it stays in view.
                showing.pass_over();
            } else if elapsed.saturating_sub(showing.first_seen.max(code_seen)) >= self.spans.settle
            {
                news.extend(showing.tell());
            }
        }
        news
    }

    fn forget_oldest(&mut self) -> Vec<Happening> {
        let Some(surplus) = self.showings.len().checked_sub(MAX_SHOWINGS) else {
            return Vec::new();
        };
        self.showings.sort_by_key(|showing| showing.last_seen);
        let over: Vec<u64> = self.showings.iter().map(|it| it.number).collect();
        let over = over.get(..surplus).unwrap_or_default();
        if over.is_empty() {
            return Vec::new();
        }
        // What is judged again is judged by the showings that are left.
        self.judged = None;
        self.leave(|_, showing| over.contains(&showing.number))
    }
}

/// Numbers only: what is held up is a person's.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("spans", &self.spans)
            .field("showings", &self.showings.len())
            .finish_non_exhaustive()
    }
}
